/** A model with random weights, written once as Hugging Face folders and as GGUF files of the same numbers. */
@NullMarked
package io.sluice.benchmarks.engine.model;

import org.jspecify.annotations.NullMarked;
