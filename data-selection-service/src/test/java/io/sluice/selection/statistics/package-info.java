/** Distributions, held against tables and exhaustive sums. */
@NullMarked
package io.sluice.selection.statistics;

import org.jspecify.annotations.NullMarked;
