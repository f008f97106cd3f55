/** From tasks to batches to a trained model, by fixed steps and a seed. */
@NullMarked
package io.sluice.trainer.training;

import org.jspecify.annotations.NullMarked;
