package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.RunSaving;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepDecision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a run. A run's events are numbered from 1 without gaps: the state of a run is the fold of them, and a
 * reader that knows the number of the last one can go on from there. Every event, also of a later type, has {@code run},
 * {@code seq} and {@code at}, so that whoever does not know its type can count it.
 */
public sealed interface RunEvent extends WorkflowMessage {

    /** The run's identity. */
    String run();

    /** 1 first. */
    long seq();

    Instant at();

    @Override
    default String aggregateId() {
        return RunCommand.key(run());
    }

    @Override
    default String topic() {
        return Topics.WORKFLOW_EVENTS;
    }

    /**
     * @param taskClass 0..15
     * @param costLimit what the run may cost at most; its team was asked to set it aside
     * @param seconds   of wall time that it may take
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Started(String run, long seq, String tenant, @Nullable String team, String actor, String workflow,
            int version, String digest, Map<String, String> inputs, long seed, int taskClass, double costLimit,
            double seconds, @Nullable String requestHash, @Nullable String traceparent, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.run.started.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** The team set the run's cost limit aside. */
    record BudgetHeld(String run, long seq, String team, double amount, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.run.budget.held.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * @param step     0 first; a number is never used again
     * @param deadline after which nobody waits for the attempt
     */
    record StepScheduled(String run, long seq, int step, String agent, StepDecision decision, Instant deadline,
            Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.step.scheduled.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** The worker may do it. */
    record EffectIntended(String run, long seq, int step, int attempt, String worker, String effect, Instant at)
            implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.effect.intended.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * @param outcome JSON text; whatever attempt comes next takes it from here
     * @param use     what the call used: the step is charged for it, however it ends; absent: nothing, or only reports tell
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EffectRecorded(String run, long seq, int step, int attempt, String effect, String outcome, @Nullable CallUse use, Instant at)
            implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.effect.recorded.v1";

        public EffectRecorded(String run, long seq, int step, int attempt, String effect, String outcome, Instant at) {
            this(run, seq, step, attempt, effect, outcome, null, at);
        }

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * @param role     what the output becomes: {@code answer}, {@code verdict} or {@code note}
     * @param verdict  of the run's answer after this step; absent: not judged
     * @param spending of the attempt that succeeded
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StepCompleted(String run, long seq, int step, int attempt, String agent, String role, String text,
            @Nullable String output, @Nullable String suggestion, @Nullable String verdict, List<CallUse> uses,
            Spending spending, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.step.completed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Also of a step that was being done when its run ended: then the code is the end's, e.g. {@code cancelled} or {@code limit_seconds}.
     *
     * @param retryAt when the next attempt begins; absent: there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StepFailed(String run, long seq, int step, int attempt, String agent, String code, String message,
            @Nullable Instant retryAt, List<CallUse> uses, Spending spending, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.step.failed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * @param attempt that begins
     * @param reason  {@code failed}, {@code lost} (nobody heard of who did it) or {@code resolved}
     */
    record StepRetried(String run, long seq, int step, int attempt, String agent, String reason, Instant deadline,
            Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.step.retried.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A person has to decide whether the step is done.
     *
     * @param until    when it is decided without one
     * @param proceeds whether the step is done then; otherwise the run is cancelled
     */
    record ApprovalRequested(String run, long seq, int step, String agent, StepDecision decision, Instant until,
            boolean proceeds, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.approval.requested.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** Or refused. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ApprovalGiven(String run, long seq, int step, boolean approved, String actor, @Nullable String note,
            Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.approval.given.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    record ApprovalTimedOut(String run, long seq, int step, boolean proceeds, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.approval.timedout.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** The run waits for a person: nobody knows whether an effect that must not be repeated happened. */
    record AttentionNeeded(String run, long seq, int step, int attempt, String agent, String effect, String message,
            List<CallUse> uses, Spending spending, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.attention.needed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EffectResolved(String run, long seq, int step, String effect, boolean happened, @Nullable String outcome,
            String actor, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.effect.resolved.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    record Paused(String run, long seq, String actor, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.run.paused.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    record Resumed(String run, long seq, String actor, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.run.resumed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** The step and all after it count as not done; what they cost stays. */
    record Rewound(String run, long seq, int step, String actor, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.run.rewound.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A step that undoes another, before the run ends.
     *
     * @param of     the step that is undone
     * @param ending how the run ends when all is undone: {@code failed} or {@code cancelled}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CompensationScheduled(String run, long seq, int step, String agent, int of, String ending, String code,
            String message, @Nullable String actor, Instant deadline, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.compensation.scheduled.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A command can't be done as the run is.
     *
     * @param command identity of the command
     * @param code    stable, snake_case
     */
    record CommandRefused(String run, long seq, String command, String code, String message, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.command.refused.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * @param answer   absent: no step gave one
     * @param verdict  of the answer: {@code none}, {@code pass}, {@code fail} or {@code unsure}
     * @param reason   why it ended: a stopping rule, {@code scheduler}, {@code limit_steps}, {@code limit_tokens}, {@code limit_cost} or {@code limit_seconds}
     * @param detail   of the reason, for people
     * @param decision the scheduler's, where it ended the run
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Completed(String run, long seq, @Nullable String answer, String verdict, String reason,
            @Nullable String detail, @Nullable StepDecision decision, Spending spending, @Nullable RunSaving saving,
            Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.run.completed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** @param code stable, snake_case */
    record Failed(String run, long seq, String code, String message, Spending spending, Instant at) implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.run.failed.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Cancelled(String run, long seq, String actor, @Nullable String reason, Spending spending, Instant at)
            implements RunEvent {

        public static final String TYPE = "io.sluice.workflow.run.cancelled.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * An event of a type that this version does not know: a newer version wrote it. Never written; what every run's event
     * says is all that is read of it, so that the run's numbers go on without a gap.
     *
     * @param type as the newer version calls it
     */
    record Unknown(String type, String run, long seq, Instant at) implements RunEvent {
    }
}
