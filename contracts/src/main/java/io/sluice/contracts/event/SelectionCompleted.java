package io.sluice.contracts.event;

import io.sluice.contracts.selection.SelectionResult;
import java.time.Instant;

/**
 * The rows are chosen and stored: an end.
 *
 * @param worker who did it
 */
public record SelectionCompleted(String job, String worker, SelectionResult result, Instant at) implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.completed.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
