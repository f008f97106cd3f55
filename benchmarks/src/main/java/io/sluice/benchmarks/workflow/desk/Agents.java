package io.sluice.benchmarks.workflow.desk;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.workflow.agent.AgentStepRunner;
import io.sluice.workflow.agent.Upstream;
import io.sluice.workflow.agent.Upstreams;
import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Agent.ModelAgent;
import io.sluice.workflow.definition.Agent.ToolAgent;
import io.sluice.workflow.definition.Templates;
import io.sluice.workflow.definition.Templates.Compilation;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.step.Effect;
import io.sluice.workflow.step.EffectJournal;
import io.sluice.workflow.step.StepOutcome;
import io.sluice.workflow.step.StepRequest;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.tool.ToolKinds;
import io.sluice.workflow.tool.ToolLimits;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A workflow's agents at work, by the service's own step runner. What an agent said of the same variables is remembered, since
 * it would say it again (temperature 0), and is paid every time. For one thread.
 */
public final class Agents implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final EffectJournal FORGETFUL = new EffectJournal() {
        @Override
        public Optional<Effect> find(String key) {
            return Optional.empty();
        }

        @Override
        public void intend(String key) {
        }

        @Override
        public void done(String key, JsonNode outcome) {
        }
    };

    private record Asked(String agent, Map<String, String> variables) {
    }

    private final Workflow workflow;
    private final AgentStepRunner runner;
    private final Clock clock;
    private final Map<String, List<String>> reads = new HashMap<>();
    private final Map<Asked, StepOutcome> said = new HashMap<>();

    /** @param gateway where the agents' models answer */
    public Agents(Workflow workflow, URI gateway, Clock clock) {
        this.workflow = workflow;
        this.clock = clock;
        this.runner = new AgentStepRunner(new Upstreams(new Upstream(gateway, null), Map.of()),
                new ToolBox(ToolKinds.local(), ToolLimits.STANDARD), clock, new SimpleMeterRegistry());
        workflow.agents().forEach((name, agent) -> reads.put(name, reads(agent)));
    }

    private static List<String> reads(Agent agent) {
        List<String> templates = switch (agent) {
            case ModelAgent model -> model.system() == null ? List.of(model.prompt()) : List.of(model.system(), model.prompt());
            case ToolAgent tool -> List.copyOf(tool.arguments().values());
        };
        return templates.stream().map(Templates::compile)
                .flatMap(each -> each instanceof Compilation.Compiled compiled ? compiled.variables().stream() : java.util.stream.Stream.of())
                .distinct().toList();
    }

    /** @param variables as a run has them: {@code input}, {@code answer}, {@code output.NAME} … */
    public StepOutcome step(String agent, Map<String, String> variables) throws InterruptedException {
        Map<String, String> seen = new TreeMap<>(variables);
        seen.keySet().retainAll(Objects.requireNonNull(reads.get(agent)));
        Asked asked = new Asked(agent, seen);
        StepOutcome before = said.get(asked);
        if (before != null) {
            return before;
        }
        StepOutcome outcome = runner.run(new StepRequest("bench", said.size(), 1, "bench", workflow.name(), 1, agent, variables, Map.of(),
                clock.instant().plus(PATIENCE), 1, null), workflow, FORGETFUL);
        said.put(asked, outcome);
        return outcome;
    }

    /** Steps that were really done. */
    public int done() {
        return said.size();
    }

    @Override
    public void close() {
        runner.close();
    }
}
