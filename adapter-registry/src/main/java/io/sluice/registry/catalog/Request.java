package io.sluice.registry.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command and its circumstances.
 *
 * @param expected sequence that the caller saw last, 0 for "there is none"; absent when any is right
 */
public record Request(String name, Command command, String actor, @Nullable Long expected, Instant at) {
}
