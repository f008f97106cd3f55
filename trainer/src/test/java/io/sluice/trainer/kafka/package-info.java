/** Tests of {@code kafka}. */
@NullMarked
package io.sluice.trainer.kafka;

import org.jspecify.annotations.NullMarked;
