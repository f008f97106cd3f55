/** Checks templates against independent oracles, the splits and the grader. */
@NullMarked
package io.sluice.trainer.task;

import org.jspecify.annotations.NullMarked;
