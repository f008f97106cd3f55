package io.sluice.workflow.agent;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.definition.ToolSpec;
import io.sluice.workflow.step.Effect;
import io.sluice.workflow.strategy.CallFailedException;
import io.sluice.workflow.tool.Tool;
import io.sluice.workflow.tool.ToolBox;
import io.sluice.workflow.tool.ToolResult;
import io.sluice.workflow.tool.ToolResult.Refused;
import io.sluice.workflow.tool.ToolResult.Refused.Happened;
import io.sluice.workflow.tool.ToolSettingsException;
import io.sluice.workflow.trace.CallSpan;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A step's calls of tools: none that the journal remembers is made again, and none that must not be. For one thread. */
final class ToolCalls {

    private final ToolBox box;
    private final Map<String, ToolSpec> specs;
    private final Effects effects;
    private final StepKeys keys;
    private final Waiting waiting;
    private final Tracing tracing;
    private final MeterRegistry meters;

    ToolCalls(ToolBox box, Map<String, ToolSpec> specs, Effects effects, StepKeys keys, Waiting waiting, Tracing tracing,
            MeterRegistry meters) {
        this.box = box;
        this.specs = specs;
        this.effects = effects;
        this.keys = keys;
        this.waiting = waiting;
        this.tracing = tracing;
        this.meters = meters;
    }

    /** @throws CallFailedException {@code unknown_tool} or {@code bad_tool} */
    ToolBox.Ready ready(String name) throws CallFailedException {
        ToolSpec spec = specs.get(name);
        if (spec == null) {
            throw new CallFailedException("unknown_tool", "the workflow has no tool '" + name + "'", false);
        }
        try {
            return box.ready(name, spec);
        } catch (ToolSettingsException wrong) {
            throw new CallFailedException("bad_tool", "tool '" + name + "': settings" + wrong.field() + ": " + wrong.getMessage(), false);
        }
    }

    /**
     * @param arguments JSON
     * @throws UnknownEffectException when it may have happened, here or in an attempt before, and must not happen twice
     */
    ToolResult call(ToolBox.Ready ready, String arguments) throws CallFailedException, InterruptedException {
        String key = effects.nextTool();
        Optional<Effect> before = effects.find(key);
        Optional<JsonNode> outcome = before.map(Effect::outcome);
        if (outcome.isPresent()) {
            effects.usedTool(key, ready.name());
            return read(outcome.get());
        }
        boolean harmful = ready.tool().repeat() == Tool.Repeat.HARMFUL;
        if (before.isPresent() && harmful) {
            throw new UnknownEffectException(key, "tool '" + ready.name() + "' was being called when the worker was lost");
        }
        double seconds = waiting.secondsLeft();
        if (seconds <= 0) {
            throw new CallFailedException("deadline_exceeded", "no time is left for tool '" + ready.name() + "'", true);
        }
        if (ready.tool().repeat() != Tool.Repeat.HARMLESS) {
            effects.intend(key);
        }
        long start = System.nanoTime();
        ToolResult result = called(ready, arguments, key, seconds);
        count(ready, result, start);
        effects.usedTool(key, ready.name());
        if (harmful && result instanceof Refused(String code, String message, boolean retryable, Happened happened)
                && happened == Happened.MAYBE) {
            throw new UnknownEffectException(key, "tool '" + ready.name() + "': " + message);
        }
        effects.done(key, json(result));
        return result;
    }

    private ToolResult called(ToolBox.Ready ready, String arguments, String key, double seconds) throws InterruptedException {
        CallSpan span = CallSpan.tool(tracing, keys.traceparent(), key, ready.name(), ready.kind());
        String outcome = "interrupted";
        boolean failed = false;
        try {
            ToolResult result = box.call(ready, arguments, keys.idempotencyKey(key), seconds);
            failed = result instanceof Refused;
            outcome = outcome(result);
            return result;
        } finally {
            span.end(outcome, failed);
        }
    }

    private static String outcome(ToolResult result) {
        return result instanceof Refused refused ? refused.code() : "given";
    }

    private void count(ToolBox.Ready ready, ToolResult result, long start) {
        meters.timer("sluice.workflow.tool.calls", "kind", ready.kind(), "outcome", outcome(result))
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private static ObjectNode json(ToolResult result) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (result) {
            case ToolResult.Given(String text) -> json.put("text", text);
            case Refused refused -> json.put("code", refused.code()).put("message", refused.message());
        };
    }

    /** Also what a person wrote who was asked whether it had happened: text, or whatever JSON. */
    private static ToolResult read(JsonNode json) {
        if (json.path("code").isString()) {
            return new Refused(json.get("code").asString(), json.path("message").asString(""));
        }
        JsonNode text = json.isString() ? json : json.path("text");
        return new ToolResult.Given(text.isString() ? text.asString() : json.toString());
    }
}
