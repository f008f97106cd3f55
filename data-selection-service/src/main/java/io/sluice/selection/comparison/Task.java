package io.sluice.selection.comparison;

import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.PipelineStep;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.training.TrainingJob;

/**
 * What is to be done next for a comparison or one of its runs. Each may be done twice, by two replicas at once: names of jobs and adapters
 * follow from the comparison, and what is retired already stays so.
 */
public sealed interface Task {

    /** The step that it belongs to. */
    PipelineStep step();

    /** Look whether what runs need is there, and hold the questions against pool and target. */
    record Check(ComparisonRequest request) implements Task {

        @Override
        public PipelineStep step() {
            return PipelineStep.CHECK;
        }
    }

    /**
     * See that the selection job is there, and wait for its end.
     *
     * @param entry of the request, 0 first
     */
    record Select(String run, int entry, String job, SelectionRequest request, String actor, ComparisonRequest of) implements Task {

        @Override
        public PipelineStep step() {
            return PipelineStep.SELECT;
        }
    }

    /** See that the training job is asked for, and wait for its end. */
    record Train(String run, TrainingJob job, String actor) implements Task {

        @Override
        public PipelineStep step() {
            return PipelineStep.TRAIN;
        }
    }

    /**
     * Ask a run's adapter the held-out questions.
     *
     * @param model {@code BASE:NAME@VERSION}
     */
    record Judge(String run, String model, ComparisonRequest request) implements Task {

        @Override
        public PipelineStep step() {
            return PipelineStep.JUDGE;
        }
    }

    /** All runs have ended: say what they come to. */
    record Conclude(Comparison comparison) implements Task {

        @Override
        public PipelineStep step() {
            return PipelineStep.JUDGE;
        }
    }

    /** After its end: cancel what has not ended, retire the adapters. */
    record Clear(Comparison comparison) implements Task {

        @Override
        public PipelineStep step() {
            return PipelineStep.JUDGE;
        }
    }
}
