package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.workflow.PolicyEvaluation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * It was decided whether a version of a workflow is the one that runs use. Compacted: of each version the last promotion and the last refusal
 * are kept. In force is the version of the promotion with the highest {@code seq}, unless a later version than its {@code newest} was
 * defined that is no candidate: then the latest of these.
 */
public sealed interface PromotionEvent extends WorkflowMessage {

    String workflow();

    int version();

    /** Number of the decision among all of the workflow's, 1 first. */
    int seq();

    /** The version that was in force before. */
    int over();

    /** Identity of the command. */
    String command();

    /** What was known when it was decided; absent: nobody could judge it. */
    @Nullable PolicyEvaluation evaluation();

    String actor();

    Instant at();

    @Override
    default String topic() {
        return Topics.WORKFLOW_DEFINITIONS;
    }

    /**
     * Runs use this version from here on, where they name none.
     *
     * @param newest the newest version there was
     * @param forced why it goes live though it was not granted, or was not judged; absent: it was granted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Promoted(String workflow, int version, int seq, int newest, int over, String command, @Nullable PolicyEvaluation evaluation,
            @Nullable String forced, String actor, Instant at) implements PromotionEvent {

        public static final String TYPE = "io.sluice.workflow.promoted.v1";

        @Override
        public String aggregateId() {
            return ValuesEvent.key(workflow, version) + "/promoted";
        }

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * It stays as it is.
     *
     * @param code    stable, snake_case
     * @param message a sentence
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Refused(String workflow, int version, int seq, int over, String command, String code, String message,
            @Nullable PolicyEvaluation evaluation, String actor, Instant at) implements PromotionEvent {

        public static final String TYPE = "io.sluice.workflow.promotion.refused.v1";

        @Override
        public String aggregateId() {
            return ValuesEvent.key(workflow, version) + "/refused";
        }

        @Override
        public String type() {
            return TYPE;
        }
    }
}
