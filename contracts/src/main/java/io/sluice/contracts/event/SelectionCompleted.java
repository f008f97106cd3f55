package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.selection.SelectionResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rows are chosen and stored: an end.
 *
 * @param worker     who did it
 * @param cpuSeconds of the choice and of writing it; absent: of an older version
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectionCompleted(
        String job, String worker, SelectionResult result, @JsonProperty("cpu_seconds") @Nullable Double cpuSeconds, Instant at)
        implements SelectionEvent {

    public static final String TYPE = "io.sluice.selection.completed.v1";

    /** Without a cost. */
    public SelectionCompleted(String job, String worker, SelectionResult result, Instant at) {
        this(job, worker, result, null, at);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
