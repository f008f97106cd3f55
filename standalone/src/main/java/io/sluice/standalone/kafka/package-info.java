/** A real Kafka broker as a child JVM. */
@NullMarked
package io.sluice.standalone.kafka;

import org.jspecify.annotations.NullMarked;
