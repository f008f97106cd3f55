package io.sluice.gateway.openai;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.routing.Dials;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Usage and routing of one request, summed over its prompts. Not thread-safe. */
final class Totals {

    private final Map<String, Integer> tokensByModel = new TreeMap<>();
    private final List<@Nullable Double> entropies = new ArrayList<>();
    private int promptTokens;
    private int completionTokens;
    private int startedPromptTokens;
    private int writtenTokens;
    private int switches;
    private int catchUpTokens;
    private double largeTokens;
    private double flops;
    private double flopsLargeOnly;
    private double cpuSeconds;
    private @Nullable Double score;
    private @Nullable Boolean escalated;
    private @Nullable RoutingReport last;

    void add(GenerateEvent event) {
        if (event instanceof GenerateEvent.Started started) {
            startedPromptTokens += started.promptTokens();
        }
        if (event instanceof GenerateEvent.Delta delta) {
            writtenTokens += (int) delta.tokens().stream().filter(token -> !token.model().equals("prompt")).count();
            for (TokenTrace token : delta.tokens()) {
                if (!token.model().equals("prompt")) {
                    entropies.add(token.entropy());
                }
            }
        }
        if (event instanceof GenerateEvent.Completed completed) {
            RoutingReport report = completed.routing();
            last = report;
            promptTokens += completed.usage().promptTokens();
            completionTokens += completed.usage().completionTokens();
            report.tokensByModel().forEach((model, tokens) -> tokensByModel.merge(model, tokens, Integer::sum));
            largeTokens += report.largeShare() * completed.usage().completionTokens();
            switches += report.switches();
            catchUpTokens += report.catchUpTokens();
            flops += report.flops();
            flopsLargeOnly += report.flopsLargeOnly();
            cpuSeconds += report.cpuSeconds();
            score = report.score() == null ? score : report.score();
            escalated = report.escalated() == null ? escalated : report.escalated();
        }
    }

    /** What the key is charged: also of an answer that was broken off, what had been read and written by then. */
    int chargedTokens() {
        return Math.max(totalTokens(), startedPromptTokens + writtenTokens);
    }

    int totalTokens() {
        return promptTokens + completionTokens;
    }

    Map<String, Integer> tokensByModel() {
        return tokensByModel;
    }

    ObjectNode usage() {
        return JsonNodeFactory.instance.objectNode()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", totalTokens());
    }

    ObjectNode sluice(String reason, boolean withEntropies) {
        ObjectNode sluice = JsonNodeFactory.instance.objectNode().put("reason", reason);
        if (last == null) {
            return sluice;
        }
        sluice.put("policy", last.policy().name().toLowerCase(Locale.ROOT));
        sluice.set("dials", dials(last.dials()));
        if (last.calibrationId() != null) {
            sluice.put("calibration_id", last.calibrationId());
        }
        ObjectNode byModel = sluice.putObject("tokens_by_model");
        tokensByModel.forEach(byModel::put);
        sluice.put("large_share", completionTokens == 0 ? 0 : largeTokens / completionTokens);
        sluice.put("switches", switches).put("catch_up_tokens", catchUpTokens);
        if (escalated != null) {
            sluice.put("escalated", escalated);
        }
        if (score != null && Double.isFinite(score)) {
            sluice.put("score", score);
        }
        sluice.put("flops", flops).put("flops_large_only", flopsLargeOnly).put("cpu_seconds", cpuSeconds);
        if (withEntropies) {
            ArrayNode list = sluice.putArray("entropies");
            entropies.forEach(list::add);
        }
        return sluice;
    }

    private static ObjectNode dials(Dials dials) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (dials.rule() != null) {
            node.put("rule", dials.rule().name().toLowerCase(Locale.ROOT));
        }
        return node.put("threshold", dials.threshold()).put("window", dials.window()).put("min_run", dials.minRun())
                .put("cool_down", dials.coolDown()).put("large_share", dials.largeShare()).put("seed", dials.seed());
    }
}
