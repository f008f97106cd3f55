/** Greedy decoding on held-out tasks, counted by task and by difficulty. */
@NullMarked
package io.sluice.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
