package io.sluice.contracts.event;

import java.time.Instant;

/**
 * A step can't be done now; it is tried again.
 *
 * @param step    {@code prepare}, {@code score/12} or {@code merge}
 * @param attempt that was in vain, 1 first
 * @param code    stable, snake_case, e.g. {@code model_unavailable}
 * @param until   when it is tried again
 */
public record SelectionDelayed(String job, String worker, String step, int attempt, String code, String message, Instant until, Instant at)
        implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.delayed.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
