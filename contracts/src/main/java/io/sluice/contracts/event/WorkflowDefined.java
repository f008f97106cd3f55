package io.sluice.contracts.event;

import java.time.Instant;

/**
 * A version of a workflow, for good: a change is a new version. Compacted by version, so that all of them are kept.
 *
 * @param version  1 first
 * @param document checked, in its canonical form
 * @param digest   of the document
 */
public record WorkflowDefined(String workflow, int version, String document, String digest, String actor, Instant at) implements WorkflowMessage {

    public static final String TYPE = "io.sluice.workflow.defined.v1";

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
