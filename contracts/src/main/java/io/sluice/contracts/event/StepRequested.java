package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step has to be done by somebody.
 *
 * @param attempt     1 first
 * @param agent       who does it
 * @param variables   what templates see
 * @param outcomes    JSON text of effects of this step that are done, by key
 * @param intended    effects of which nobody knows whether they were done
 * @param takeBy      after which nobody takes it: another attempt was asked for
 * @param deadline    after which nobody waits for it
 * @param seed        of everything random in it
 * @param traceparent W3C trace context of the run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepRequested(
        String run,
        int step,
        int attempt,
        String tenant,
        String workflow,
        int version,
        String agent,
        Map<String, String> variables,
        Map<String, String> outcomes,
        List<String> intended,
        Instant takeBy,
        Instant deadline,
        long seed,
        @Nullable String traceparent,
        Instant at) implements WorkflowMessage {

    public static final String TYPE = "io.sluice.workflow.step.requested.v1";

    @Override
    public String aggregateId() {
        return RunCommand.key(run);
    }

    @Override
    public String topic() {
        return Topics.WORKFLOW_STEPS;
    }

    @Override
    public String type() {
        return TYPE;
    }
}
