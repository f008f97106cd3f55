/** Checks the comparison of selectors. */
@NullMarked
package io.sluice.benchmarks.selection;

import org.jspecify.annotations.NullMarked;
