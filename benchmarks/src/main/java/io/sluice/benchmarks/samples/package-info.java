/** One answer of several samples: First Finish Search and majority vote beside one sample, and when they lose. */
@NullMarked
package io.sluice.benchmarks.samples;

import org.jspecify.annotations.NullMarked;
