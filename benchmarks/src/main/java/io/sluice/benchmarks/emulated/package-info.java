/** Emulated fine-tuning: how much of what a small model has learned a large one shows without being trained. */
@NullMarked
package io.sluice.benchmarks.emulated;

import org.jspecify.annotations.NullMarked;
