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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
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
            arguments.set(each.getKey(), argument(each.getValue(), ready.tool().parameters().path("properties").path(each.getKey())));
        }
        return switch (tools.call(ready, arguments.toString())) {
            case ToolResult.Given(String text) -> new Solution(text, AgentStepRunner.output(output, text));
            case ToolResult.Refused refused -> throw new CallFailedException(refused.code(),
                    "tool '" + agent.tool() + "': " + refused.message(), refused.retryable());
        };
    }

    /**
     * A template gives text. Where the tool wants something else, a template that is JSON by itself is filled in text by text, so that
     * nothing in a value can be more than text; of any other template what it renders to is read as JSON.
     */
    private JsonNode argument(String template, JsonNode schema) throws CallFailedException {
        if (schema.path("type").asString("string").equals("string")) {
            return JsonNodeFactory.instance.stringNode(rendered(template, variables));
        }
        JsonNode form = json(template);
        if (form != null && texts(form).allMatch(text -> Templates.compile(text) instanceof Templates.Compilation.Compiled)) {
            return filled(form);
        }
        String text = rendered(template, variables);
        JsonNode value = json(text);
        // Of what is no JSON the tool's schema says what is wrong.
        return value == null ? JsonNodeFactory.instance.stringNode(text) : value;
    }

    private static @Nullable JsonNode json(String text) {
        try {
            return JSON.readTree(text.strip());
        } catch (JacksonException none) {
            return null;
        }
    }

    private static Stream<String> texts(JsonNode form) {
        return form.isString() ? Stream.of(form.asString()) : form.valueStream().flatMap(Work::texts);
    }

    private JsonNode filled(JsonNode form) throws CallFailedException {
        if (form.isString()) {
            return JsonNodeFactory.instance.stringNode(rendered(form.asString(), variables));
        }
        if (form.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> each : form.properties()) {
                object.set(each.getKey(), filled(each.getValue()));
            }
            return object;
        }
        if (form.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (JsonNode each : form) {
                array.add(filled(each));
            }
            return array;
        }
        return form;
    }
}
