/** Checks how answers are counted. */
@NullMarked
package io.sluice.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
