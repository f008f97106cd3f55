package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as its callers see it.
 *
 * @param request    with the digests of its data sets in place of names
 * @param phase      what is done next; absent once the job has ended
 * @param setAside   records that are no candidates, by reason, in the shards that are done; at the end in the whole pool
 * @param waiting    why a step that could be done is not; absent: none waits
 * @param result     once completed
 * @param error      once failed
 * @param cpuSeconds of the steps that are done, on all replicas together: what was found made already cost nothing again. Absent: not
 *                   known of all of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectionJob(
        String id,
        SelectionRequest request,
        SelectionInput pool,
        @Nullable SelectionInput target,
        Status status,
        @Nullable Phase phase,
        Progress progress,
        @JsonProperty("set_aside") Map<String, Long> setAside,
        @Nullable Waiting waiting,
        @Nullable SelectionResult result,
        @Nullable Fault error,
        @JsonProperty("cpu_seconds") @Nullable Double cpuSeconds,
        String actor,
        @JsonProperty("requested_at") Instant requestedAt,
        @JsonProperty("updated_at") Instant updatedAt) {

    /** Without a cost. */
    public SelectionJob(String id, SelectionRequest request, SelectionInput pool, @Nullable SelectionInput target, Status status,
            @Nullable Phase phase, Progress progress, Map<String, Long> setAside, @Nullable Waiting waiting, @Nullable SelectionResult result,
            @Nullable Fault error, String actor, Instant requestedAt, Instant updatedAt) {
        this(id, request, pool, target, status, phase, progress, setAside, waiting, result, error, null, actor, requestedAt, updatedAt);
    }

    /** Where a job stands. */
    public enum Status {
        @JsonProperty("running") RUNNING,
        @JsonProperty("paused") PAUSED,
        @JsonProperty("completed") COMPLETED,
        @JsonProperty("failed") FAILED,
        @JsonProperty("cancelled") CANCELLED;

        /** Whether nothing more happens. */
        public boolean ended() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }

    /** What is done next. */
    public enum Phase {
        /** A model that the selector asks is being trained on the target. */
        @JsonProperty("training") TRAINING,
        /** The selector learns from target, pool's sample and models what it scores by. */
        @JsonProperty("preparing") PREPARING,
        /** Shards are scored. */
        @JsonProperty("scoring") SCORING,
        /** Duplicates, order, quotas; the result is written. */
        @JsonProperty("merging") MERGING
    }

    /** @param rowsDone records of the shards that are done */
    public record Progress(
            @JsonProperty("shards_done") int shardsDone,
            int shards,
            @JsonProperty("rows_done") long rowsDone,
            long rows) {
    }

    /**
     * @param step    {@code prepare}, {@code score/12} or {@code merge}
     * @param attempt that was in vain, 1 first
     * @param code    stable, snake_case
     * @param until   when it is tried again
     */
    public record Waiting(String step, int attempt, String code, String message, Instant until) {
    }

    /**
     * @param code  stable, snake_case
     * @param field of the request at fault; absent: none is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fault(String code, @Nullable String field, String message) {
    }
}
