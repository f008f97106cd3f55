/** Indicators and fits against worked values, and the fit against known faults. */
@NullMarked
package io.sluice.selection.selector.instruction;

import org.jspecify.annotations.NullMarked;
