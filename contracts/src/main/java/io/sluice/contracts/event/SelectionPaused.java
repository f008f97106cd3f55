package io.sluice.contracts.event;

import java.time.Instant;

/**
 * No new steps are begun; what is being done is finished.
 *
 * @param actor who asks: a name, never a key
 */
public record SelectionPaused(String job, String actor, Instant at) implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.paused.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
