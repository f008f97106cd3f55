/** Jobs over Kafka: the log of facts, who plans which job, and who does its steps. */
@NullMarked
package io.sluice.selection.kafka;

import org.jspecify.annotations.NullMarked;
