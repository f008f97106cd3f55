/** The log of record: one writer at a time, and readers that follow. */
@NullMarked
package io.sluice.registry.kafka;

import org.jspecify.annotations.NullMarked;
