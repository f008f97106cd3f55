/** A model in memory: its weights, its tokenizer, its KV caches and the forward pass over a ragged batch. */
@NullMarked
package io.sluice.inference.engine;

import org.jspecify.annotations.NullMarked;
