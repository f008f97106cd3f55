package io.sluice.workflow.agent;

import static io.sluice.workflow.agent.Workflows.model;
import static io.sluice.workflow.agent.Workflows.tool;
import static io.sluice.workflow.agent.Workflows.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.definition.Problem;
import io.sluice.workflow.definition.ToolSpec;
import io.sluice.workflow.definition.VerifierSpec;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.tool.ToolKinds;
import io.sluice.workflow.tool.ToolLimits;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class AgentCheckTest {

    private static List<String> places(Workflow workflow) {
        AgentCheck check = new AgentCheck(new Upstreams(new Upstream(URI.create("http://gateway/v1"), "secret"), Map.of()),
                new ToolBox(ToolKinds.local(), ToolLimits.STANDARD));
        return check.problems(workflow).stream().map(Problem::pointer).toList();
    }

    private static StrategySpec strategy(String kind, Map<String, Double> settings) {
        return new StrategySpec(kind, settings, Map.of(), List.of());
    }

    @Test
    void takesWhatStepsCanDo() {
        assertThat(places(workflow(Map.of("solver", model("x", strategy("majority", Map.of("samples", 3.0)), "sums")),
                Map.of("sums", tool("calculator")), new VerifierSpec.Expression("NUM(answer) > 0")))).isEmpty();
    }

    @Test
    void namesThePlaceOfWhatTheyCannot() {
        assertThat(places(workflow(Map.of("solver", model("x", strategy("telepathy", Map.of()))), Map.of(), null))).containsExactly("/agents/solver/strategy/kind");
        assertThat(places(workflow(Map.of("solver", model("x", strategy("majority", Map.of("samples", 99.0)))), Map.of(), null)))
                .containsExactly("/agents/solver/strategy/settings/samples");
        assertThat(places(workflow(Map.of("solver", model("x", strategy("first-finish", Map.of()), "sums")), Map.of("sums", tool("calculator")), null)))
                .containsExactly("/agents/solver/tools");
        assertThat(places(workflow(Map.of("solver", model("x", null)), Map.of("t", tool("telepathy")), null))).containsExactly("/tools/t/kind");
        assertThat(places(workflow(Map.of("solver", model("x", null)),
                Map.of("t/1", new ToolSpec("calculator", null, JsonNodeFactory.instance.objectNode().put("mood", 1))), null))).containsExactly("/tools/t~11/settings/mood");
        assertThat(places(workflow(Map.of("solver", model("x", null)), Map.of(), new VerifierSpec.Expression("answer +")))).containsExactly("/verifier/expression");
    }

    @Test
    void workflowsAreNoModelsOfAgents() {
        Agent.ModelAgent plain = model("x", null);
        Agent.ModelAgent nested = new Agent.ModelAgent(null, "workflow:w", null, "x", List.of(), 0, plain.sampling(), null, List.of(), plain.output(),
                plain.effort(), null);
        assertThat(places(workflow(Map.of("solver", nested), Map.of(), null))).containsExactly("/agents/solver/model");
    }

    @Test
    void samplesThatAreAllTheSameAreNoVote() {
        Agent.ModelAgent plain = model("x", null);
        Agent.ModelAgent cold = new Agent.ModelAgent(null, "m", null, "x", List.of(), 0, new Agent.Sampling(0, 9), strategy("majority", Map.of()), List.of(),
                plain.output(), plain.effort(), null);
        assertThat(places(workflow(Map.of("solver", cold), Map.of(), null))).containsExactly("/agents/solver/sampling/temperature");
    }

    @Test
    void metricsKnowSoManyModelsAndNoMore() {
        MeterNames names = new MeterNames();
        for (int i = 0; i < 100; i++) {
            assertThat(names.of("model-" + i)).isEqualTo("model-" + i);
        }
        assertThat(names.of("one more")).isEqualTo("other");
        assertThat(names.of("model-7")).isEqualTo("model-7");
    }

    @Test
    void modelsAreToldTheShapeOfSchemasAlone() {
        JsonNode schema = StrictJson.mapper().readTree("""
                {"type":"object","maxProperties":9,"properties":{"pattern":{"type":"string","pattern":"^a","maxLength":65536},
                "list":{"type":"array","maxItems":5,"items":{"anyOf":[{"type":"integer","minimum":1},{"const":{"minimum":2}}]}}},
                "required":["pattern"],"additionalProperties":false}""");
        assertThat(ToolSpecifications.shape(schema)).isEqualTo(StrictJson.mapper().readTree("""
                {"type":"object","properties":{"pattern":{"type":"string"},
                "list":{"type":"array","items":{"anyOf":[{"type":"integer"},{"const":{"minimum":2}}]}}},
                "required":["pattern"],"additionalProperties":false}"""));
    }

    @Test
    void configurationDoesNotTellItsSecrets() {
        assertThat(new Upstream(URI.create("http://gateway:80/v1"), "secret").toString()).doesNotContain("secret").contains("gateway");
    }
}
