package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a workflow, for good: a change is a new version. Compacted by version, so that all of them are kept. It is the version that
 * runs use from here on, unless it is a candidate: then a {@link PromotionEvent} says so.
 *
 * @param version   1 first
 * @param document  checked, in its canonical form
 * @param digest    of the document
 * @param candidate true: it waits for its promotion; absent: it is in force
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowDefined(String workflow, int version, String document, String digest, String actor, Instant at,
        @Nullable Boolean candidate) implements WorkflowMessage {

    public static final String TYPE = "io.sluice.workflow.defined.v1";

    /** In force from here on. */
    public WorkflowDefined(String workflow, int version, String document, String digest, String actor, Instant at) {
        this(workflow, version, document, digest, actor, at, null);
    }

    /** Whether it waited when it was defined. */
    public boolean waits() {
        return Boolean.TRUE.equals(candidate);
    }

    @Override
    public String aggregateId() {
        return ValuesEvent.key(workflow, version);
    }

    @Override
    public String topic() {
        return Topics.WORKFLOW_DEFINITIONS;
    }

    @Override
    public String type() {
        return TYPE;
    }
}
