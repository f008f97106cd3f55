/** The measurement on a small model. */
@NullMarked
package io.sluice.benchmarks.adapter;

import org.jspecify.annotations.NullMarked;
