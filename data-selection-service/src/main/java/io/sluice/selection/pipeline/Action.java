package io.sluice.selection.pipeline;

import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineStep;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done next for a pipeline. Each may be done twice, by two replicas at once: names of jobs follow from the pipeline, and
 * steps of an adapter's life that are done already change nothing.
 */
public sealed interface Action {

    /** The step that it belongs to. */
    PipelineStep step();

    /** Hold the questions against pool and target. */
    record Check(PipelineRequest request) implements Action {

        @Override
        public PipelineStep step() {
            return PipelineStep.CHECK;
        }
    }

    /** See that the selection job is there, and wait for its end. */
    record Select(String job, PipelineRequest request, String actor) implements Action {

        @Override
        public PipelineStep step() {
            return PipelineStep.SELECT;
        }
    }

    /** See that the training job is asked for, and wait for its end. */
    record Train(TrainingJob job, String actor) implements Action {

        @Override
        public PipelineStep step() {
            return PipelineStep.TRAIN;
        }
    }

    /** Ask candidate and incumbent. */
    record Judge(PipelineRequest request, String candidate) implements Action {

        @Override
        public PipelineStep step() {
            return PipelineStep.JUDGE;
        }
    }

    /** Say that it is not good enough. */
    record Reject(Pipeline.Reason reason) implements Action {

        @Override
        public PipelineStep step() {
            return reason.step();
        }
    }

    /** Give the candidate a share of the requests, if the version that it was judged against is still the active one. */
    record OpenCanary(PipelineRequest request, String candidate, @Nullable String incumbent) implements Action {

        @Override
        public PipelineStep step() {
            return PipelineStep.CANARY;
        }
    }

    /** Look how it does. */
    record WatchCanary(PipelineRequest request, String candidate, Instant since) implements Action {

        @Override
        public PipelineStep step() {
            return PipelineStep.CANARY;
        }
    }

    /** Make the candidate what answers, if the version that it was judged against is still the active one. */
    record Promote(PipelineRequest request, String candidate, @Nullable String incumbent) implements Action {

        @Override
        public PipelineStep step() {
            return PipelineStep.PROMOTE;
        }
    }

    /**
     * After an end that is no promotion: cancel the jobs, end the canary, retire the candidate.
     *
     * @param selection the selection job, where it may be there
     * @param training  the training job, where it may be there
     * @param candidate absent: what the training job may have made meanwhile
     */
    record Clear(PipelineRequest request, PipelineStep step, @Nullable String selection, @Nullable String training, @Nullable String candidate,
            String why) implements Action {
    }

    /** Make the version that was active before it answer again, if the candidate still is what answers. */
    record RollBack(PipelineRequest request, String candidate, @Nullable String over, String why) implements Action {

        @Override
        public PipelineStep step() {
            return PipelineStep.PROMOTE;
        }
    }
}
