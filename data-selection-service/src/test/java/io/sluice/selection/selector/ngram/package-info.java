/** Counts against naive counts. */
@NullMarked
package io.sluice.selection.selector.ngram;

import org.jspecify.annotations.NullMarked;
