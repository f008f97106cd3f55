/** Checks that runs learn and repeat. */
@NullMarked
package io.sluice.trainer.training;

import org.jspecify.annotations.NullMarked;
