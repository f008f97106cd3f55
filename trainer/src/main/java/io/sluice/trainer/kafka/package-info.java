/** Jobs from their topic, each acknowledged when it has ended, and what is told of them. */
@NullMarked
package io.sluice.trainer.kafka;

import org.jspecify.annotations.NullMarked;
