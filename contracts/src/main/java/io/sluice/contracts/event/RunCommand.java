package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.StepReport;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something is wanted of a run. What a person or a program asks has an {@code id}, which the answer names where the command
 * is refused ({@link RunEvent.CommandRefused}).
 */
public sealed interface RunCommand extends WorkflowCommand {

    /** The run's identity. */
    String run();

    @Override
    default String aggregateId() {
        return key(run());
    }

    static String key(String run) {
        return "run/" + run;
    }

    /**
     * A run shall begin. A second one of the same identity is passed over.
     *
     * @param team        whose budget pays; absent: nobody's
     * @param document    the workflow's whole definition, so that the run needs nothing else to go on
     * @param digest      of the document
     * @param inputs      what templates see, {@code input} among them
     * @param seed        of everything random in the run
     * @param requestHash of what was asked, so that a repeated key with another request can be told apart
     * @param traceparent W3C trace context of whoever asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Start(String id, String run, String tenant, @Nullable String team, String actor, String workflow,
            int version, String digest, String document, Map<String, String> inputs, long seed,
            @Nullable String requestHash, @Nullable String traceparent, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.start.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** No further step shall begin; one that is being done may end. */
    record Pause(String id, String run, String actor, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.pause.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    record Resume(String id, String run, String actor, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.resume.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** The run shall end; what it did is undone where its workflow says how. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Cancel(String id, String run, String actor, @Nullable String reason, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.cancel.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A run that failed, was cancelled or completed shall go on as if the step and all after it had not been done. */
    record RetryFrom(String id, String run, int step, String actor, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.retry.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DecideApproval(String id, String run, int step, boolean approved, String actor, @Nullable String note,
            Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.approval.decide.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A person found out what became of an effect.
     *
     * @param happened true: with this outcome; false: it did not, and may be done
     * @param outcome  JSON text
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ResolveEffect(String id, String run, int step, String effect, boolean happened, @Nullable String outcome,
            String actor, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.effect.resolve.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A worker has the step and lives. */
    record Heartbeat(String run, int step, int attempt, String worker, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.step.heartbeat.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A worker is about to do what must not be done twice, and waits until it may ({@link RunEvent.EffectIntended}). */
    record IntendEffect(String run, int step, int attempt, String worker, String effect, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.effect.intend.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * @param outcome JSON text
     * @param use     what the call used; absent: nothing, or nobody knows
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RecordEffect(String run, int step, int attempt, String worker, String effect, String outcome, @Nullable CallUse use, Instant at)
            implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.effect.record.v1";

        public RecordEffect(String run, int step, int attempt, String worker, String effect, String outcome, Instant at) {
            this(run, step, attempt, worker, effect, outcome, null, at);
        }

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** What came of a step. The first success of a step counts, whichever attempt it was. */
    record ReportStep(String run, int step, int attempt, String worker, StepReport report, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.step.report.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Something is due: the run's keeper tells itself, behind all that was written before.
     *
     * @param alarm by its name
     * @param due   when it was set to
     */
    record Wake(String run, String alarm, Instant due, Instant at) implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.wake.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** What the team said of the run's cost limit. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BudgetAnswer(String run, String team, long epoch, boolean accepted, @Nullable String message, Instant at)
            implements RunCommand {

        public static final String TYPE = "io.sluice.workflow.command.budget.answer.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
