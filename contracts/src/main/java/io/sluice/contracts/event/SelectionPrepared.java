package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The selector has learned what it scores by.
 *
 * @param worker     who did it
 * @param digest     SHA-256 of the prepared state, hex
 * @param cpuSeconds that it took here; absent: of an older version
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectionPrepared(String job, String worker, String digest, @JsonProperty("cpu_seconds") @Nullable Double cpuSeconds, Instant at)
        implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.prepared.v1";

    /** Without a cost. */
    public SelectionPrepared(String job, String worker, String digest, Instant at) {
        this(job, worker, digest, null, at);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
