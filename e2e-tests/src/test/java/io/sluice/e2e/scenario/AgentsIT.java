package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.TestKeys;
import io.sluice.workflow.agent.AgentCheck;
import io.sluice.workflow.agent.AgentStepRunner;
import io.sluice.workflow.agent.Upstream;
import io.sluice.workflow.agent.Upstreams;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowReader;
import io.sluice.workflow.definition.WorkflowSchema;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.step.Effect;
import io.sluice.workflow.step.EffectJournal;
import io.sluice.workflow.step.StepOutcome;
import io.sluice.workflow.step.StepOutcome.Succeeded;
import io.sluice.workflow.step.StepRequest;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.tool.ToolKinds;
import io.sluice.workflow.tool.ToolLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Steps of workflows against a real gateway and the shipped models. */
class AgentsIT {

    private static final String DOCUMENT = """
            name: agents
            start: solver
            agents:
              solver: {model: sluice-small, prompt: "{{input}}", output: {pattern: '####\\s*(.+?)\\s*$'}}
              voter: {model: sluice-small, prompt: "{{input}}", sampling: {temperature: 0.7, max_tokens: 60}, strategy: {kind: majority}}
              racer: {model: sluice-small, prompt: "{{input}}", sampling: {temperature: 0.7, max_tokens: 60}, strategy: {kind: first-finish}}
              caller: {model: sluice-large, prompt: "{{input}}", tools: [sums, words, table], tool_rounds: 2}
            tools:
              sums: {kind: calculator}
              words: {kind: expression}
              table: {kind: table, settings: {csv: "name,price\\nfig,2\\n"}}
            verifier: {variable: truth}
            scheduler: {kind: random}
            limits: {steps: 6, tokens: 4000, cost: 1, seconds: 240}
            """;

    private final Map<String, Effect> journal = new LinkedHashMap<>();
    private AgentStepRunner runner;
    private Workflow workflow;

    @BeforeEach
    void start() {
        Upstreams upstreams = new Upstreams(new Upstream(Platforms.shared(Form.ONE_JVM).gateway().resolve("/v1"), TestKeys.USER), Map.of());
        ToolBox box = new ToolBox(ToolKinds.local(), ToolLimits.STANDARD);
        runner = new AgentStepRunner(upstreams, box, Clock.systemUTC(), new SimpleMeterRegistry());
        WorkflowReader.Reading reading = new WorkflowReader(WorkflowSchema.load(), List.of(new AgentCheck(upstreams, box))).read(DOCUMENT);
        assertThat(reading).isInstanceOf(WorkflowReader.Reading.Taken.class);
        workflow = ((WorkflowReader.Reading.Taken) reading).workflow();
    }

    @AfterEach
    void stop() {
        runner.close();
    }

    private StepOutcome step(String agent) throws InterruptedException {
        return runner.run(new StepRequest("run-1", 0, 1, "user", "agents", 1, agent, Map.of("input", "Add: 12+7", "truth", "19"), Map.of(),
                Clock.systemUTC().instant().plus(Duration.ofMinutes(4)), 7, null), workflow, new EffectJournal() {
                    @Override
                    public Optional<Effect> find(String key) {
                        return Optional.ofNullable(journal.get(key));
                    }

                    @Override
                    public void intend(String key) {
                        journal.put(key, new Effect(key, null));
                    }

                    @Override
                    public void done(String key, JsonNode outcome) {
                        journal.put(key, new Effect(key, outcome));
                    }
                });
    }

    @Test
    void aModelAnswersAndTheGatewayTellsWhatItCost() throws InterruptedException {
        assertThat(step("solver")).isInstanceOfSatisfying(Succeeded.class, done -> {
            // The small model is often wrong; the verdict is not.
            assertThat(done.output()).matches("\\d+");
            assertThat(done.verdict()).isEqualTo("19".equals(done.output()) ? Verdict.PASS : Verdict.FAIL);
            assertThat(done.uses()).hasSize(1).allSatisfy(use -> {
                assertThat(use.promptTokens()).isPositive();
                assertThat(use.completionTokens()).isPositive();
                assertThat(use.cpuSeconds()).isPositive();
            });
        });
    }

    @Test
    void aStepThatIsDoneAgainFromItsJournalAsksNobody() throws InterruptedException {
        StepOutcome first = step("voter");
        assertThat(first).isInstanceOf(Succeeded.class);
        int asked = journal.size();
        assertThat(step("voter")).isEqualTo(first);
        assertThat(journal).hasSize(asked);
    }

    @Test
    void answersRaceOnTheGateway() throws InterruptedException {
        assertThat(step("racer")).isInstanceOf(Succeeded.class);
        assertThat(journal.keySet()).isNotEmpty().allMatch(key -> key.startsWith("model/"));
    }

    /** The shipped models do not know tools; that the gateway takes their schemas, and the step the answer, is what is seen here. */
    @Test
    void theGatewayTakesTheToolsOfAnAgent() throws InterruptedException {
        StepOutcome outcome = step("caller");
        assertThat(outcome instanceof StepOutcome.Failed failed ? failed.code() : "succeeded").isIn("succeeded", "tool_rounds_exceeded");
    }
}
