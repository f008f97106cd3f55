/** The measurement on a small model, and the trainer's adapters in the engine. */
@NullMarked
package io.sluice.benchmarks.adapter;

import org.jspecify.annotations.NullMarked;
