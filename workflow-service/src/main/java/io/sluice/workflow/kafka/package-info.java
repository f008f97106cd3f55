/** Durable runs on Kafka: a Streams topology that owns their state, workers that do their steps, and what this replica knows of them. */
@NullMarked
package io.sluice.workflow.kafka;

import org.jspecify.annotations.NullMarked;
