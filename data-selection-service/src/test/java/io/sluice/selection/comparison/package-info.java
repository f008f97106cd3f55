/** Comparisons, held against sets. */
@NullMarked
package io.sluice.selection.comparison;

import org.jspecify.annotations.NullMarked;
