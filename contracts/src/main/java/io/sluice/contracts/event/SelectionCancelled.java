package io.sluice.contracts.event;

import java.time.Instant;

/**
 * It is not wanted any more: an end.
 *
 * @param actor who asks: a name, never a key
 */
public record SelectionCancelled(String job, String actor, Instant at) implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.cancelled.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
