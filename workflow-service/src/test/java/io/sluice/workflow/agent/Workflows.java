package io.sluice.workflow.agent;

import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Agent.Effort;
import io.sluice.workflow.definition.Agent.ModelAgent;
import io.sluice.workflow.definition.Agent.Output;
import io.sluice.workflow.definition.Agent.Sampling;
import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.definition.ToolSpec;
import io.sluice.workflow.definition.VerifierSpec;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.step.StepRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Small workflows and requests for tests. */
final class Workflows {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Output ANSWER = new Output(Output.Role.ANSWER, null);

    private Workflows() {
    }

    static ModelAgent model(String prompt, @Nullable StrategySpec strategy, String... tools) {
        return new ModelAgent(null, "large", "You solve.", prompt, List.of(tools), 3, new Sampling(0.5, 64), strategy, List.of(), ANSWER,
                new Effort(30, 3), null);
    }

    static Workflow workflow(Map<String, Agent> agents, Map<String, ToolSpec> tools, @Nullable VerifierSpec verifier) {
        return new Workflow("w", null, agents.keySet().iterator().next(), agents, tools, verifier, new Workflow.Limits(5, 1000, 1, 60),
                new Workflow.Prices(0, 0, 0, 0), 1, new Workflow.SchedulerSpec("fixed", List.of(), List.of(), Map.of()), List.of(), List.of(),
                new Workflow.TaskClasses(List.of(), 1));
    }

    static ToolSpec tool(String kind) {
        return new ToolSpec(kind, null, JsonNodeFactory.instance.objectNode());
    }

    static StepRequest request(String agent, Map<String, String> variables) {
        return new StepRequest("run-1", 2, 1, "acme", "w", 1, agent, variables, Map.of(), NOW.plusSeconds(60), 99, null);
    }
}
