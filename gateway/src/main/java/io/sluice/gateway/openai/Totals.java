package io.sluice.gateway.openai;

import io.sluice.contracts.generation.AdapterReport;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.SampleReport;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.Dials;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Usage and routing of one try at a request, summed over its prompts; what was written is counted even when the end never
 * came. One thread writes; the last count may be read by another.
 */
final class Totals {

    private final Map<String, Integer> tokensByModel = new TreeMap<>();
    private final List<@Nullable Double> entropies = new ArrayList<>();
    private final Map<String, Integer> writtenByModel = new ConcurrentHashMap<>();
    private final boolean withEntropies;
    private volatile int promptTokensRead;
    private int promptTokens;
    private int completionTokens;
    private int cachedTokens;
    private int switches;
    private int catchUpTokens;
    private double largeTokens;
    private double flops;
    private double flopsLargeOnly;
    private double cpuSeconds;
    private @Nullable Double score;
    private @Nullable Boolean escalated;
    private @Nullable Integer drafted;
    private @Nullable Integer accepted;
    private volatile @Nullable RoutingReport last;

    /** @param withEntropies keep the entropy of every token */
    Totals(boolean withEntropies) {
        this.withEntropies = withEntropies;
    }

    void add(GenerateEvent event) {
        switch (event) {
            case GenerateEvent.Started started -> promptTokensRead += started.promptTokens();
            case GenerateEvent.Delta delta -> wrote(delta.tokens());
            case GenerateEvent.Completed completed -> completed(completed.usage(), completed.routing());
            case GenerateEvent.Call call -> wrote(call.tokens());
            case GenerateEvent.Finished finished -> {
            }
            case GenerateEvent.Failed failed -> {
            }
        }
    }

    private void wrote(List<TokenTrace> tokens) {
        for (TokenTrace token : tokens) {
            if (!token.model().equals(EchoedPrompt.WRITER)) {
                writtenByModel.merge(token.model(), 1, Integer::sum);
                if (withEntropies) {
                    entropies.add(token.entropy());
                }
            }
        }
    }

    private void completed(Usage usage, RoutingReport report) {
        last = report;
        promptTokens += usage.promptTokens();
        completionTokens += usage.completionTokens();
        cachedTokens += usage.cachedTokens() == null ? 0 : usage.cachedTokens();
        report.tokensByModel().forEach((model, tokens) -> tokensByModel.merge(model, tokens, Integer::sum));
        largeTokens += report.largeShare() * usage.completionTokens();
        switches += report.switches();
        catchUpTokens += report.catchUpTokens();
        flops += report.flops();
        flopsLargeOnly += report.flopsLargeOnly();
        cpuSeconds += report.cpuSeconds();
        score = report.score() == null ? score : report.score();
        escalated = report.escalated() == null ? escalated : report.escalated();
        drafted = sum(drafted, report.drafted());
        accepted = sum(accepted, report.accepted());
    }

    private static @Nullable Integer sum(@Nullable Integer before, @Nullable Integer more) {
        return more == null ? before : Integer.valueOf(before == null ? more : before + more);
    }

    /** An engine has taken it in. */
    boolean begun() {
        return promptTokensRead > 0;
    }

    /** Something was answered to the end. */
    boolean completed() {
        return last != null;
    }

    /** Tokens of prompts that were read; by the engine's own count where it gave one. */
    int inputTokens() {
        return Math.max(promptTokens, promptTokensRead);
    }

    /** Tokens that were written, also where the end never came. */
    int outputTokens() {
        return Math.max(completionTokens, writtenByModel.values().stream().mapToInt(Integer::intValue).sum());
    }

    /** Tokens written by each model, as far as is known. */
    Map<String, Integer> tokensByModel() {
        return last == null ? writtenByModel : tokensByModel;
    }

    ObjectNode usage() {
        ObjectNode usage = JsonNodeFactory.instance.objectNode()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cachedTokens);
        return usage;
    }

    ObjectNode sluice(String reason) {
        ObjectNode sluice = JsonNodeFactory.instance.objectNode().put("reason", reason);
        RoutingReport report = last;
        if (report == null) {
            return sluice;
        }
        sluice.put("policy", report.policy().name().toLowerCase(Locale.ROOT));
        sluice.set("dials", dials(report.dials()));
        if (report.calibrationId() != null) {
            sluice.put("calibration_id", report.calibrationId());
        }
        if (report.samples() != null) {
            sluice.set("samples", samples(report.samples()));
        }
        if (report.adapters() != null) {
            sluice.set("adapters", adapters(report.adapters()));
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
        if (drafted != null && accepted != null) {
            sluice.put("drafted", drafted).put("accepted", accepted);
            if (drafted > 0) {
                sluice.put("acceptance", (double) accepted / drafted);
            }
        }
        sluice.put("flops", flops).put("flops_large_only", flopsLargeOnly).put("cpu_seconds", cpuSeconds);
        if (withEntropies) {
            ArrayNode list = sluice.putArray("entropies");
            entropies.forEach(list::add);
        }
        return sluice;
    }

    private static ObjectNode samples(SampleReport samples) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("pick", samples.pick().name().toLowerCase(Locale.ROOT))
                .put("count", samples.count()).put("finished", samples.finished()).put("chosen", samples.chosen());
        if (samples.votes() != null) {
            node.put("votes", samples.votes());
        }
        return node.put("tokens", samples.tokens());
    }

    private static ObjectNode adapters(AdapterReport adapters) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("selector", adapters.selector().name().toLowerCase(Locale.ROOT));
        if (adapters.task() != null) {
            node.put("task", adapters.task());
        }
        ArrayNode scores = node.putArray("scores");
        adapters.scores().forEach(each -> scores.addObject().put("adapter", each.adapter()).put("score", each.score()));
        return node;
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
