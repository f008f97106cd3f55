package io.sluice.workflow.agent;

import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.Agent.ModelAgent;
import io.sluice.workflow.definition.Agent.Output;
import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.definition.Agent.ToolAgent;
import io.sluice.workflow.definition.Templates;
import io.sluice.workflow.definition.VerifierSpec;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.step.StepRequest;
import io.sluice.workflow.strategy.CallFailedException;
import io.sluice.workflow.strategy.Model;
import io.sluice.workflow.strategy.Problem;
import io.sluice.workflow.strategy.Solution;
import io.sluice.workflow.strategy.Strategies;
import io.sluice.workflow.strategy.Strategy;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.tool.ToolResult;
import io.sluice.workflow.verification.Verification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What one step has to do, with the run's variables filled in. */
final class Work {

    private static final JsonMapper JSON = StrictJson.mapper();
    private static final StrategySpec ONE_CALL = new StrategySpec("single", Map.of(), Map.of(), List.of());

    private final StepRequest request;
    private final Workflow workflow;
    private final Output output;
    private final Map<String, String> variables;

    Work(StepRequest request, Workflow workflow, Output output) {
        this.request = request;
        this.workflow = workflow;
        this.output = output;
        this.variables = visible(request.variables(), workflow);
    }

    /** Whatever may be said in a template of this workflow is there, if empty: only a name that nobody can know is an error. */
    private static Map<String, String> visible(Map<String, String> variables, Workflow workflow) {
        Map<String, String> visible = new HashMap<>();
        List.of("input", "answer", "verdict", "offered", "approval", "undone.agent", "undone.output").forEach(name -> visible.put(name, ""));
        workflow.agents().keySet().forEach(name -> visible.put(Templates.OUTPUT + name, ""));
        visible.putAll(variables);
        return visible;
    }

    Solution byModel(ModelAgent agent, Model model) throws CallFailedException, InterruptedException {
        StrategySpec spec = agent.strategy() == null ? ONE_CALL : agent.strategy();
        Strategy strategy = Strategies.named(spec.kind()).orElseThrow(
                () -> new CallFailedException("unknown_strategy", "there is no strategy '" + spec.kind() + "'", false));
        VerifierSpec verifier = workflow.verifier();
        return strategy.solve(new Problem(
                agent.system() == null ? null : rendered(agent.system(), variables),
                rendered(agent.prompt(), variables),
                variables,
                this::render,
                text -> AgentStepRunner.output(output, text),
                // Whoever knows what is expected could not fail: that judges the step, and is no help in it.
                answer -> verifier == null || verifier instanceof VerifierSpec.Expected ? Verdict.NONE
                        : Verification.ofAnswer(verifier, answer, variables),
                spec,
                request.seed()), model);
    }

    private static String rendered(String template, Map<String, String> variables) throws CallFailedException {
        return switch (Templates.render(template, variables)) {
            case Templates.Rendering.Rendered(String text) -> text;
            case Templates.Rendering.Failed(String message) ->
                    throw new CallFailedException("template_error", "a template cannot be rendered: " + message, false);
        };
    }

    private String render(String template, Map<String, String> more) throws CallFailedException {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(more);
        return rendered(template, all);
    }

    Solution byTool(ToolAgent agent, ToolCalls tools) throws CallFailedException, InterruptedException {
        ToolBox.Ready ready = tools.ready(agent.tool());
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, String> each : agent.arguments().entrySet()) {
            String text = rendered(each.getValue(), variables);
            arguments.set(each.getKey(), typed(text, ready.tool().parameters().path("properties").path(each.getKey())));
        }
        return switch (tools.call(ready, arguments.toString())) {
            case ToolResult.Given(String text) -> new Solution(text, AgentStepRunner.output(output, text));
            case ToolResult.Refused refused -> throw new CallFailedException(refused.code(),
                    "tool '" + agent.tool() + "': " + refused.message(), refused.retryable());
        };
    }

    /** A template gives text; where the tool wants something else, the text is read as JSON. */
    private static JsonNode typed(String text, JsonNode schema) {
        String type = schema.path("type").asString("string");
        if (!type.equals("string")) {
            try {
                return JSON.readTree(text.strip());
            } catch (JacksonException noJson) {
                // the tool's schema says what is wrong with the text
            }
        }
        return JsonNodeFactory.instance.stringNode(text);
    }
}
