/** A few steps of the comparison. */
@NullMarked
package io.sluice.benchmarks.mixing;

import org.jspecify.annotations.NullMarked;
