/** Checks the derivative, the training loop and the optimiser. */
@NullMarked
package io.sluice.trainer.model;

import org.jspecify.annotations.NullMarked;
