package io.sluice.contracts.event;

import java.time.Instant;

/**
 * The selector has learned what it scores by.
 *
 * @param worker who did it
 * @param digest SHA-256 of the prepared state, hex
 */
public record SelectionPrepared(String job, String worker, String digest, Instant at) implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.prepared.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
