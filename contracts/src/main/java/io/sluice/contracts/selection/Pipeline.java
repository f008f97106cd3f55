package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as its callers see it.
 *
 * @param request   with the digests of its data sets in place of names
 * @param steps     all six, in order
 * @param selected  once rows are chosen
 * @param candidate once the registry has it
 * @param judgement once judged
 * @param over      the version that was active before it was promoted; absent: none was, or it isn't
 * @param reason    why it was rejected, failed or rolled back
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Pipeline(
        String id,
        PipelineRequest request,
        Status status,
        List<Step> steps,
        @Nullable SelectionResult selected,
        @Nullable Candidate candidate,
        @Nullable Judgement judgement,
        @Nullable String over,
        @Nullable Reason reason,
        String actor,
        @JsonProperty("requested_at") Instant requestedAt,
        @JsonProperty("updated_at") Instant updatedAt) {

    /** Where a pipeline stands. */
    public enum Status {
        @JsonProperty("running") RUNNING,
        @JsonProperty("promoted") PROMOTED,
        @JsonProperty("rejected") REJECTED,
        @JsonProperty("failed") FAILED,
        @JsonProperty("cancelled") CANCELLED,
        @JsonProperty("rolling_back") ROLLING_BACK,
        @JsonProperty("rolled_back") ROLLED_BACK;

        /** Whether nothing more happens unless somebody asks for it. */
        public boolean ended() {
            return this != RUNNING && this != ROLLING_BACK;
        }
    }

    /** Where a step stands. */
    public enum Progress {
        @JsonProperty("open") OPEN,
        @JsonProperty("running") RUNNING,
        @JsonProperty("done") DONE,
        /** The pipeline ended here. */
        @JsonProperty("stopped") STOPPED
    }

    /**
     * @param reference the job or version that it is about; absent: none is known yet
     * @param begunAt   when the one before was done; absent: it is open
     * @param endedAt   absent: it has not ended
     * @param waiting   why it does not go on at once; absent: it does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            PipelineStep step,
            Progress progress,
            @Nullable String reference,
            @JsonProperty("begun_at") @Nullable Instant begunAt,
            @JsonProperty("ended_at") @Nullable Instant endedAt,
            @Nullable String waiting) {
    }

    /**
     * @param digest  of its manifest
     * @param job     that trained it
     * @param metrics of its training
     */
    public record Candidate(String version, String digest, String job, Map<String, Double> metrics) {
    }

    /**
     * @param code  stable, snake_case
     * @param field of the request at fault; absent: none is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reason(PipelineStep step, String code, @Nullable String field, String message) {
    }
}
