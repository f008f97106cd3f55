package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fact about a pipeline: select, train, judge, canary, promote. Anybody may append one; a pipeline's state is the fold of its facts in
 * the topic's order, in which the first fact of a kind wins and what does not fit the state counts for nothing. So a step may be
 * done and told twice.
 */
public sealed interface PipelineEvent extends SluiceEvent {

    /** The pipeline's identity. */
    String pipeline();

    Instant at();

    @Override
    default String aggregateId() {
        return pipeline();
    }

    @Override
    default String topic() {
        return Topics.SELECTION_PIPELINES;
    }

    /**
     * Somebody wants a better adapter.
     *
     * @param request with the digests of its data sets in place of names
     * @param actor   who asks: a name, never a key
     */
    record Requested(String pipeline, PipelineRequest request, String actor, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.requested.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * None of the questions is in pool or target.
     *
     * @param heldOut questions of the target's kind that will be asked
     * @param others  questions of other kinds that will be asked
     */
    record Checked(String pipeline, String worker, int heldOut, int others, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.checked.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** @param job of the selection that chose these rows */
    record Selected(String pipeline, String worker, String job, SelectionResult result, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.selected.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** The registry has what was trained on them. */
    record Trained(String pipeline, String worker, Pipeline.Candidate candidate, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.trained.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Candidate and incumbent have answered.
     *
     * @param incumbent the version that was active; absent: the base answered
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Judged(String pipeline, String worker, @Nullable String incumbent, Judgement judgement, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.judged.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** The candidate answers a share of the requests. */
    record Canaried(String pipeline, String worker, double percent, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.canaried.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The share went well.
     *
     * @param requests that the candidate answered, as far as the registry has heard of them
     */
    record Tried(String pipeline, String worker, long requests, long errors, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.tried.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The candidate answers: an end, unless it is rolled back.
     *
     * @param over the version that did before; absent: none did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Promoted(String pipeline, String worker, String version, @Nullable String over, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.promoted.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** What is there stays: an end. */
    record Rejected(String pipeline, String worker, Pipeline.Reason reason, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.rejected.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A step can't be done: an end. */
    record Failed(String pipeline, String worker, Pipeline.Reason reason, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.failed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A step can't be done now; it is tried again. Told once for each reason. */
    record Delayed(String pipeline, String worker, Pipeline.Reason reason, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.delayed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** What it waited for is there. */
    record Resumed(String pipeline, String worker, PipelineStep step, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.resumed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** It is not wanted any more: an end. */
    record Cancelled(String pipeline, String actor, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.cancelled.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * After another end than a promotion nothing is left of it: jobs are cancelled, a canary is ended, the candidate is retired.
     *
     * @param retired the candidate's version; absent: there was none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Cleared(String pipeline, String worker, @Nullable String retired, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.cleared.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** Somebody takes the promotion back. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RollbackRequested(String pipeline, String actor, @Nullable String reason, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.rollback.requested.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The candidate does not answer any more: an end.
     *
     * @param to the version that does; absent: none does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RolledBack(String pipeline, String worker, @Nullable String to, Instant at) implements PipelineEvent {

        public static final String TYPE = "io.sluice.selection.pipeline.rolledback.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
