/** Selectors that count words: importance weights of hashed n-grams (DSIR), difference of cross-entropies (Moore-Lewis). Pure. */
@NullMarked
package io.sluice.selection.selector.ngram;

import org.jspecify.annotations.NullMarked;
