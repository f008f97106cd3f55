/** A tokenizer's vocabulary as a trie, and the masks of tokens that a grammar allows. */
@NullMarked
package io.sluice.inference.decoding.constraint.vocabulary;

import org.jspecify.annotations.NullMarked;
