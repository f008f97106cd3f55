/** What happened, in the past tense: the records on Kafka and the topics that hold them. */
@NullMarked
package io.sluice.contracts.event;

import org.jspecify.annotations.NullMarked;
