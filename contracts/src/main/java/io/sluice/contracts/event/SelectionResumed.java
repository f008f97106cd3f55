package io.sluice.contracts.event;

import java.time.Instant;

/**
 * It goes on from where it was.
 *
 * @param actor who asks: a name, never a key
 */
public record SelectionResumed(String job, String actor, Instant at) implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.resumed.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
