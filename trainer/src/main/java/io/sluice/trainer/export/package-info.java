/** Hugging Face folders: weights, configuration, model card and reference logits. */
@NullMarked
package io.sluice.trainer.export;

import org.jspecify.annotations.NullMarked;
