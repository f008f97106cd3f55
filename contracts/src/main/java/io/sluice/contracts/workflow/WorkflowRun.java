package io.sluice.contracts.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as its callers see it.
 *
 * @param seq     number of the last event in it: where its stream goes on
 * @param answer  the current one; at the end the run's
 * @param verdict of the answer: {@code none}, {@code pass}, {@code fail} or {@code unsure}
 * @param reason  why it completed: a stopping rule, {@code scheduler}, or a limit, as {@code limit_steps}
 * @param waiting for a person
 * @param saved   against doing all its steps; known at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowRun(
        String id,
        String workflow,
        int version,
        @Nullable String team,
        Status status,
        long seq,
        @Nullable String answer,
        String verdict,
        @Nullable String reason,
        @Nullable Fault error,
        @Nullable Waiting waiting,
        Used used,
        @Nullable Saved saved,
        long seed,
        @JsonProperty("started_at") Instant startedAt,
        @JsonProperty("updated_at") Instant updatedAt) {

    /** Where a run stands. */
    public enum Status {
        @JsonProperty("running") RUNNING,
        @JsonProperty("paused") PAUSED,
        /** For a person's approval. */
        @JsonProperty("waiting") WAITING,
        /** A person has to say whether an effect happened. */
        @JsonProperty("needs_attention") NEEDS_ATTENTION,
        /** What was done is being undone. */
        @JsonProperty("compensating") COMPENSATING,
        @JsonProperty("completed") COMPLETED,
        @JsonProperty("failed") FAILED,
        @JsonProperty("cancelled") CANCELLED;

        /** Whether nothing more happens unless somebody asks for it. */
        public boolean ended() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }

    /** @param code stable, snake_case */
    public record Fault(String code, String message) {
    }

    /**
     * @param effect that may have happened; absent: an approval is waited for
     * @param until  when it is decided without anybody; absent: never
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Waiting(int step, String agent, @Nullable String effect, @Nullable String message, @Nullable Instant until) {
    }

    /**
     * @param cost    of tokens and CPU seconds, in the workflow's prices
     * @param price   the cost and what waiting is worth
     * @param seconds that steps took
     */
    public record Used(
            int steps,
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("completion_tokens") long completionTokens,
            @JsonProperty("cpu_seconds") double cpuSeconds,
            double cost,
            double price,
            double seconds) {
    }

    /**
     * @param steps that were not done
     * @param cost  they are expected to have
     * @param share of the expected cost of all steps, at most 1; negative: more was spent
     */
    public record Saved(int steps, double cost, double share) {
    }
}
