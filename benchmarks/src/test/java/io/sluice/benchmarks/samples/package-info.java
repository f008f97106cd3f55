/** Tests of the benchmark of samples. */
@NullMarked
package io.sluice.benchmarks.samples;

import org.jspecify.annotations.NullMarked;
