/** A job of the trainer: whether it can be done, and doing it in steps that survive the process. */
@NullMarked
package io.sluice.trainer.job;

import org.jspecify.annotations.NullMarked;
