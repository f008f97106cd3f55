/** Checks the tokenizer as other programs will read it. */
@NullMarked
package io.sluice.trainer.tokenizer;

import org.jspecify.annotations.NullMarked;
