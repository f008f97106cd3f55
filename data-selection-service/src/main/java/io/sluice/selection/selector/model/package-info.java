/** Selectors that ask language models how likely a row is: perplexity, CoLoR-Filter. Pure; the models come through an interface. */
@NullMarked
package io.sluice.selection.selector.model;

import org.jspecify.annotations.NullMarked;
