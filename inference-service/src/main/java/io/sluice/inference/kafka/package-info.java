/** The service's events on Kafka. */
@NullMarked
package io.sluice.inference.kafka;

import org.jspecify.annotations.NullMarked;
