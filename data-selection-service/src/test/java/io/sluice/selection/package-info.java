/** The data plane as a whole. */
@NullMarked
package io.sluice.selection;

import org.jspecify.annotations.NullMarked;
