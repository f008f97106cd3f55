/** Pools whose rows are known, and models that count. */
@NullMarked
package io.sluice.selection.selector.testing;

import org.jspecify.annotations.NullMarked;
