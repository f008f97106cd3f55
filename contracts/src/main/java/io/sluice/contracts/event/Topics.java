package io.sluice.contracts.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every topic, by the rule {@code sluice.<noun>.<what>.v1}; a consumer's dead letters go to {@code <topic>.dlt}. */
public final class Topics {

    public static final String ROUTE_DECISIONS = "sluice.route.decisions.v1";
    /** Compacted: the last calibration of each policy and rule is of record. */
    public static final String ROUTE_CALIBRATIONS = "sluice.route.calibrations.v1";
    public static final String INFERENCE_COMPLETED = "sluice.inference.completed.v1";
    public static final String FEEDBACK_GIVEN = "sluice.feedback.given.v1";

    /** Compacted: the last state of each adapter is of record. Written in transactions: read committed records only. */
    public static final String ADAPTER_LIFECYCLE = "sluice.adapter.lifecycle.v1";
    /** Compacted: the last state of each worker's memory. */
    public static final String ADAPTER_RESIDENCY = "sluice.adapter.residency.v1";

    /** What trainers are asked for, and what is not wanted any more. */
    public static final String TRAINING_JOBS = "sluice.training.jobs.v1";
    /** What trainers tell of their jobs. */
    public static final String TRAINING_PROGRESS = "sluice.training.progress.v1";

    /** What is wanted of runs, workflows and teams; one writer for each of them reads it. */
    public static final String WORKFLOW_COMMANDS = "sluice.workflow.commands.v1";
    /** The history of runs and budgets. Written in transactions: read committed records only. */
    public static final String WORKFLOW_EVENTS = "sluice.workflow.events.v1";
    /** Steps that somebody has to do. Written in transactions. */
    public static final String WORKFLOW_STEPS = "sluice.workflow.steps.v1";
    /** Compacted: the last versions of what was learned of each workflow. Written in transactions. */
    public static final String WORKFLOW_VALUES = "sluice.workflow.values.v1";
    /** Compacted: every version of every workflow. Written in transactions. */
    public static final String WORKFLOW_DEFINITIONS = "sluice.workflow.definitions.v1";

    /** Holds nothing: what is written to it is told the brokers' time, so that replicas whose clocks differ have one. */
    public static final String WORKFLOW_CLOCK = "sluice.workflow.clock.v1";

    /** Facts about selection jobs; a job's state is the fold of its own, in order. */
    public static final String SELECTION_JOBS = "sluice.selection.jobs.v1";
    /** Steps of selection jobs that somebody has to do. */
    public static final String SELECTION_SHARDS = "sluice.selection.shards.v1";
    /** Facts about pipelines, which are folds of their own as well. */
    public static final String SELECTION_PIPELINES = "sluice.selection.pipelines.v1";
    /** Facts about comparisons of selectors, the same. */
    public static final String SELECTION_COMPARISONS = "sluice.selection.comparisons.v1";

    public static final String DEAD_LETTER_SUFFIX = ".dlt";

    /**
     * A topic and how it is kept.
     *
     * @param days        for which records are kept at least; absent: as the brokers have it
     * @param brokersTime whether a record's time is when the brokers took it, not when it was written
     */
    public record Topic(String name, int partitions, boolean compacted, @Nullable Integer days, boolean brokersTime) {

        Topic(String name, int partitions, boolean compacted) {
            this(name, partitions, compacted, null, false);
        }
    }

    public static final List<Topic> ALL = List.of(
            new Topic(ROUTE_DECISIONS, 3, false),
            new Topic(ROUTE_CALIBRATIONS, 1, true),
            new Topic(ROUTE_CALIBRATIONS + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(INFERENCE_COMPLETED, 3, false),
            new Topic(FEEDBACK_GIVEN, 3, false),
            new Topic(ADAPTER_LIFECYCLE, 1, true),
            new Topic(ADAPTER_LIFECYCLE + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(ADAPTER_RESIDENCY, 1, true),
            new Topic(ADAPTER_RESIDENCY + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(TRAINING_JOBS, 3, false),
            new Topic(TRAINING_JOBS + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(TRAINING_PROGRESS, 3, false),
            new Topic(TRAINING_PROGRESS + DEAD_LETTER_SUFFIX, 1, false),
            // As many of each, so that what belongs to a run lies in partitions of one number. Fixed for good: keys would move.
            new Topic(WORKFLOW_COMMANDS, 4, false),
            new Topic(WORKFLOW_COMMANDS + DEAD_LETTER_SUFFIX, 1, false),
            // A run is open for thirty-two days at most, kept for one more, and has to be read from its first event.
            new Topic(WORKFLOW_EVENTS, 4, false, 35, false),
            new Topic(WORKFLOW_EVENTS + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(WORKFLOW_STEPS, 4, false),
            new Topic(WORKFLOW_STEPS + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(WORKFLOW_VALUES, 1, true),
            new Topic(WORKFLOW_VALUES + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(WORKFLOW_DEFINITIONS, 1, true),
            new Topic(WORKFLOW_DEFINITIONS + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(WORKFLOW_CLOCK, 1, false, 1, true),
            // Jobs are folded from their first fact, which has to be there as long as anybody asks for them.
            new Topic(SELECTION_JOBS, 3, false, 365, false),
            new Topic(SELECTION_JOBS + DEAD_LETTER_SUFFIX, 1, false),
            // As many replicas work on one job at most.
            new Topic(SELECTION_SHARDS, 8, false),
            new Topic(SELECTION_SHARDS + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(SELECTION_PIPELINES, 3, false, 365, false),
            new Topic(SELECTION_PIPELINES + DEAD_LETTER_SUFFIX, 1, false),
            new Topic(SELECTION_COMPARISONS, 3, false, 365, false),
            new Topic(SELECTION_COMPARISONS + DEAD_LETTER_SUFFIX, 1, false));

    private Topics() {
    }
}
