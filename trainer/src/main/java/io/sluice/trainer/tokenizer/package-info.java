/** A byte-level BPE trained on the tasks, and the chat format that the models read. */
@NullMarked
package io.sluice.trainer.tokenizer;

import org.jspecify.annotations.NullMarked;
