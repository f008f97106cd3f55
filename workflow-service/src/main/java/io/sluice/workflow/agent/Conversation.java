package io.sluice.workflow.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.sluice.workflow.definition.Agent.ModelAgent;
import io.sluice.workflow.definition.Agent.Sampling;
import io.sluice.workflow.strategy.CallFailedException;
import io.sluice.workflow.strategy.Model;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.tool.ToolResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model agent's talk with its model and its tools.
 *
 * <p>What a tool gives goes to the model as one JSON string in a message of role {@code tool}: whatever is written in it is
 * text. Only the structured calls in a model's answer are calls, and only of tools that the agent has.
 */
final class Conversation implements Model {

    private static final int CALLS_A_ROUND_MAX = 16;

    private final ModelAgent agent;
    private final ModelCalls models;
    private final ToolCalls tools;
    private final Map<String, ToolBox.Ready> ready = new LinkedHashMap<>();
    private final List<ToolSpecification> specifications;

    Conversation(ModelAgent agent, ModelCalls models, ToolCalls tools) throws CallFailedException {
        this.agent = agent;
        this.models = models;
        this.tools = tools;
        for (String name : agent.tools()) {
            ready.put(name, tools.ready(name));
        }
        specifications = ready.values().stream().map(ToolSpecifications::of).toList();
    }

    @Override
    public String ask(Question question) throws CallFailedException, InterruptedException {
        List<ChatMessage> messages = messages(question);
        for (int round = 0;; round++) {
            Answer answer = models.ask(messages, specifications, sampling(question));
            if (answer.calls().isEmpty()) {
                return answer.text();
            }
            if (round >= agent.toolRounds() || answer.calls().size() > CALLS_A_ROUND_MAX) {
                throw new CallFailedException("tool_rounds_exceeded", "the model called tools in more than " + agent.toolRounds()
                        + " answers, or more than " + CALLS_A_ROUND_MAX + " in one", false);
            }
            messages.add(answer.message());
            for (ToolExecutionRequest call : answer.calls()) {
                messages.add(ToolExecutionResultMessage.from(call.id(), call.name(), said(call)));
            }
        }
    }

    @Override
    public List<String> race(List<Question> questions, Predicate<String> accepted) throws CallFailedException, InterruptedException {
        if (!agent.tools().isEmpty()) {
            throw new CallFailedException("strategy_without_tools", "answers that race each other cannot call tools", false);
        }
        List<ModelCalls.Asked> asked = questions.stream().map(each -> new ModelCalls.Asked(messages(each), sampling(each))).toList();
        return models.race(asked, answer -> accepted.test(answer.text())).stream().map(Answer::text).toList();
    }

    private String said(ToolExecutionRequest call) throws CallFailedException, InterruptedException {
        ToolBox.Ready tool = ready.get(call.name());
        ToolResult result = tool == null ? new ToolResult.Refused("unknown_tool", "there is no such tool")
                : tools.call(tool, call.arguments() == null ? "" : call.arguments());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (result) {
            case ToolResult.Given(String text) -> json.put("result", text);
            case ToolResult.Refused refused -> json.putObject("error").put("code", refused.code()).put("message", refused.message());
        }
        return json.toString();
    }

    private Sampling sampling(Question question) {
        return question.temperature() == null ? agent.sampling() : new Sampling(question.temperature(), agent.sampling().maxTokens());
    }

    private static List<ChatMessage> messages(Question question) {
        List<ChatMessage> messages = new ArrayList<>();
        if (question.system() != null) {
            messages.add(SystemMessage.from(question.system()));
        }
        messages.add(UserMessage.from(question.prompt()));
        return messages;
    }
}
