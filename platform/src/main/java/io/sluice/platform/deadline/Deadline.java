package io.sluice.platform.deadline;

import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time left for a request, in the header {@value #HEADER}. */
public final class Deadline {

    public static final String HEADER = "X-Sluice-Timeout-Ms";

    private Deadline() {
    }

    /**
     * @param header   what the caller sent
     * @param standard for callers who sent nothing
     * @param most     longer wishes are cut to it
     * @throws SluiceException 400 when it is no positive whole number
     */
    public static Duration parse(@Nullable String header, Duration standard, Duration most) {
        if (header == null) {
            return standard;
        }
        try {
            long millis = Long.parseLong(header.strip());
            if (millis > 0) {
                return Duration.ofMillis(Math.min(millis, most.toMillis()));
            }
        } catch (NumberFormatException notANumber) {
            // answered below, like zero and negative numbers
        }
        throw SluiceException.invalid(HEADER, "invalid_timeout", HEADER + " must be a positive number of milliseconds");
    }
}
