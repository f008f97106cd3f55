package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a workflow became another. Compacted: the newest versions of each workflow are kept, the highest holds.
 */
public sealed interface ValuesEvent extends WorkflowMessage {

    String workflow();

    /** 1 first. */
    int version();

    /** What is known, as the scheduler writes it; absent: nothing. */
    @Nullable String values();

    Instant at();

    @Override
    default String aggregateId() {
        return key(workflow(), version());
    }

    @Override
    default String topic() {
        return Topics.WORKFLOW_VALUES;
    }

    /** A version of a workflow. */
    static String key(String workflow, int version) {
        return workflow + "@" + version;
    }

    /** @param counted true: nobody knows what the run came to, and only what it spent was counted; absent: it taught something */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Learned(String workflow, int version, String run, @Nullable String values, @Nullable Boolean counted, Instant at) implements ValuesEvent {

        public static final String TYPE = "io.sluice.workflow.values.learned.v1";

        public Learned(String workflow, int version, String run, @Nullable String values, Instant at) {
            this(workflow, version, run, values, null, at);
        }

        @Override
        public String type() {
            return TYPE;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reset(String workflow, int version, String actor, @Nullable String values, Instant at) implements ValuesEvent {

        public static final String TYPE = "io.sluice.workflow.values.reset.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** @param of the version that is known again */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RolledBack(String workflow, int version, int of, String actor, @Nullable String values, Instant at)
            implements ValuesEvent {

        public static final String TYPE = "io.sluice.workflow.values.rolledback.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
