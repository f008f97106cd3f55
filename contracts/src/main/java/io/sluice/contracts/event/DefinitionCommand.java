package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.workflow.PolicyEvaluation;
import io.sluice.contracts.workflow.StepDecision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something is wanted of a workflow: a version of it, or of what was learned of it. */
public sealed interface DefinitionCommand extends WorkflowCommand {

    String workflow();

    @Override
    default String aggregateId() {
        return "workflow/" + workflow();
    }

    /**
     * The document shall be the newest version, unless it is already.
     *
     * @param document checked, in its canonical form
     * @param digest   of the document
     */
    record Define(String id, String workflow, String document, String digest, String actor, Instant at)
            implements DefinitionCommand {

        public static final String TYPE = "io.sluice.workflow.command.define.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A run ended. It is learned from once.
     *
     * @param sketch  of the task's text; absent where classes are rules
     * @param verdict of the answer at the end
     * @param solved  whether the task was solved in truth; absent: nobody knows, and only what was spent is counted
     * @param broken  true: the last decision's step came to nothing, and the run ended with it; absent: it did not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Learn(String workflow, int version, String run, int taskClass, @Nullable String sketch, String verdict,
            @Nullable Boolean solved, @Nullable Boolean broken, List<Taken> decisions, Instant at) implements DefinitionCommand {

        public static final String TYPE = "io.sluice.workflow.command.learn.v1";

        public Learn(String workflow, int version, String run, int taskClass, @Nullable String sketch, String verdict, @Nullable Boolean solved,
                List<Taken> decisions, Instant at) {
            this(workflow, version, run, taskClass, sketch, verdict, solved, null, decisions, at);
        }

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** What was learned is forgotten. */
    record ResetValues(String id, String workflow, String actor, Instant at) implements DefinitionCommand {

        public static final String TYPE = "io.sluice.workflow.command.values.reset.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** What was known as of a version is what is known. */
    record RollBackValues(String id, String workflow, int version, String actor, Instant at) implements DefinitionCommand {

        public static final String TYPE = "io.sluice.workflow.command.values.rollback.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Runs shall use the version where they name none.
     *
     * @param over       the version in force that it was held against
     * @param evaluation what it would have earned on logged runs; absent: nobody could tell
     * @param forced     why it shall go live whatever the evaluation says; absent: only if it is granted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Promote(String id, String workflow, int version, int over, @Nullable PolicyEvaluation evaluation, @Nullable String forced,
            String actor, Instant at) implements DefinitionCommand {

        public static final String TYPE = "io.sluice.workflow.command.promote.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A decision and what came of it.
     *
     * @param price of the step, waiting included, 0 or more; of a failed run's last also what undoing cost
     */
    record Taken(StepDecision decision, double price) {
    }
}
