/** Events on Kafka: published without ever blocking an answer, read with retries and dead letters. */
@NullMarked
package io.sluice.platform.event;

import org.jspecify.annotations.NullMarked;
