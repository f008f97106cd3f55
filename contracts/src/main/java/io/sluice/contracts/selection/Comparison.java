package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of selectors as its callers see it.
 *
 * @param request  with the digests of its data sets in place of names
 * @param runs     all of them: by budget, then seed, then entry, each in the order of the request
 * @param waiting  why nothing at all goes on; absent: something does
 * @param findings once completed
 * @param reason   once failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Comparison(
        String id,
        ComparisonRequest request,
        Status status,
        Progress progress,
        List<Run> runs,
        @Nullable String waiting,
        @Nullable ComparisonFindings findings,
        Pipeline.@Nullable Reason reason,
        String actor,
        @JsonProperty("requested_at") Instant requestedAt,
        @JsonProperty("updated_at") Instant updatedAt) {

    /** Where a comparison stands. */
    public enum Status {
        @JsonProperty("running") RUNNING,
        /** Every run has ended, and one at least well. */
        @JsonProperty("completed") COMPLETED,
        @JsonProperty("failed") FAILED,
        @JsonProperty("cancelled") CANCELLED;

        /** Whether nothing more happens. */
        public boolean ended() {
            return this != RUNNING;
        }
    }

    /**
     * @param done   runs that ended well
     * @param failed runs that did not
     * @param of     all
     */
    public record Progress(int done, int failed, int of) {
    }

    /** Where a run stands. */
    public enum RunStatus {
        @JsonProperty("selecting") SELECTING,
        @JsonProperty("training") TRAINING,
        @JsonProperty("judging") JUDGING,
        @JsonProperty("done") DONE,
        @JsonProperty("failed") FAILED,
        /** The comparison ended before it. */
        @JsonProperty("stopped") STOPPED
    }

    /**
     * One selector's choice for one budget and seed, and what was learned from it.
     *
     * @param id        {@code COMPARISON-ENTRY-BUDGET-SEED} by their places in the request, 1 first: also the name of the adapter
     * @param entry     by its name
     * @param selection the selection job
     * @param choice    once chosen
     * @param training  the training job; absent: nothing is trained
     * @param adapter   once trained, {@code NAME@VERSION}
     * @param score     once asked
     * @param waiting   why it does not go on at once; absent: it does
     * @param error     once failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Run(
            String id,
            String entry,
            Amount budget,
            long seed,
            RunStatus status,
            String selection,
            @Nullable Choice choice,
            @Nullable String training,
            @Nullable String adapter,
            @JsonProperty("training_cpu_seconds") @Nullable Double trainingCpuSeconds,
            @Nullable Score score,
            @Nullable String waiting,
            Pipeline.@Nullable Reason error) {
    }

    /**
     * What a run chose.
     *
     * @param dataSet    digest of the chosen rows as a data set of their own
     * @param lineage    as in a {@link SelectionResult}
     * @param rows       chosen
     * @param precision  share of them that has the wanted label; absent: none was named
     * @param cpuSeconds of the selection job; scores that another job had made already cost nothing again. Absent: not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Choice(
            @JsonProperty("data_set") String dataSet,
            String lineage,
            long rows,
            @Nullable Double precision,
            @JsonProperty("cpu_seconds") @Nullable Double cpuSeconds) {
    }

    /**
     * What an adapter makes of the held-out questions.
     *
     * @param loss    nats a token of the responses that are right, each given its prompt; absent where one of them is impossible or
     *                longer than the model reads
     * @param tokens  of these responses
     * @param items   questions
     * @param right   of its answers
     * @param refused questions that it would not answer, which counts as wrong
     * @param answers for each question in order: 1 right, 0 wrong
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Score(@Nullable Double loss, long tokens, int items, int right, int refused, String answers) {

        public double accuracy() {
            return items == 0 ? 0 : (double) right / items;
        }
    }
}
