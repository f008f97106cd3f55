package io.sluice.inference.batching;

import io.sluice.contracts.generation.AdapterReport;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.SampleReport;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.inference.adapter.Chosen;
import io.sluice.inference.decoding.Writer;
import io.sluice.inference.decoding.samples.Verdict;
import io.sluice.inference.engine.ModelInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one request has cost so far, over all its choices. Written by the engine thread.
 *
 * <p>Operations are an estimate: a token at position p (from 0) costs {@code flopsPerToken + p × attentionFlopsPerPosition}
 * in every model that reads it. The last token that was drawn is read by nobody. A prefix that was known counts as if it
 * had been read, so that the figures tell about the request and not about what ran before it; so does, once, what had to be
 * read again.
 */
final class Ledger {

    private final Map<String, Integer> tokensByModel = new LinkedHashMap<>();
    private double flops;
    private double flopsLargeOnly;
    private double cpuNanos;
    private int completionTokens;
    private int largeTokens;
    private int switches;
    private int catchUpTokens;
    private int cachedTokens;
    private int drafted;
    private int accepted;
    private @Nullable Boolean escalated;
    private @Nullable Double score;
    private List<Double> features = List.of();
    private @Nullable Verdict verdict;
    private @Nullable AdapterReport chosen;

    static double flops(ModelInfo model, int from, int to) {
        double positions = 0.5 * ((double) to * (to - 1) - (double) from * (from - 1));
        return model.flopsPerToken() * (to - from) + model.attentionFlopsPerPosition() * positions;
    }

    void read(ModelInfo model, int from, int to, int catchUp) {
        flops += flops(model, from, to);
        catchUpTokens += catchUp;
    }

    void largeAloneReads(ModelInfo large, int from, int to) {
        flopsLargeOnly += flops(large, from, Math.max(from, to));
    }

    void spent(double nanos) {
        cpuNanos += nanos;
    }

    /** @param writers of one answer's tokens, in order */
    void wrote(List<Writer> writers, Function<Writer, String> model) {
        for (int i = 0; i < writers.size(); i++) {
            Writer writer = writers.get(i);
            tokensByModel.merge(model.apply(writer), 1, Integer::sum);
            largeTokens += writer == Writer.LARGE ? 1 : 0;
            switches += i > 0 && writer != writers.get(i - 1) ? 1 : 0;
        }
        completionTokens += writers.size();
    }

    void drafted() {
        drafted++;
    }

    /** A draft became a token of an answer. */
    void accepted() {
        accepted++;
    }

    /** A request-level decision; of several choices the largest score and any escalation are reported. */
    void decided(double score, boolean large) {
        if (!Double.isNaN(score)) {
            this.score = this.score == null ? score : Math.max(score, this.score);
        }
        this.escalated = large || Boolean.TRUE.equals(this.escalated);
    }

    void probed(double[] features) {
        this.features = Arrays.stream(features).boxed().filter(Double::isFinite).toList();
    }

    /** One of several samples is the answer. */
    void chose(Verdict chosen) {
        verdict = chosen;
    }

    /** A selector chose its adapters, for which the prompt was read. */
    void chose(Chosen adapters) {
        chosen = adapters.report();
        flops += adapters.flops();
        cpuNanos += adapters.cpuSeconds() * 1e9;
    }

    private @Nullable SampleReport samples(@Nullable SamplePlan plan) {
        return plan == null || verdict == null ? null : new SampleReport(plan.pick(), plan.count(), verdict.finished(),
                verdict.chosen(), verdict.votes(), completionTokens);
    }

    /** The prompt's first tokens that were known when it was to be read first. */
    void cached(int tokens) {
        cachedTokens = tokens;
    }

    Usage usage(int promptTokens) {
        return new Usage(promptTokens, completionTokens, cachedTokens == 0 ? null : cachedTokens);
    }

    /** @param pinnedLarge the pinned model is the service's large one; no plan says so */
    RoutingReport report(RoutePlan plan, boolean pinnedLarge) {
        int large = pinnedLarge ? completionTokens : largeTokens;
        double share = completionTokens == 0 ? 0 : (double) large / completionTokens;
        boolean whole = features.size() == ProbeModel.FEATURES.size();
        boolean drafts = plan.policy() == Policy.SPECULATIVE;
        return new RoutingReport(plan.policy(), plan.dials(), plan.calibrationId(), Map.copyOf(tokensByModel), share,
                switches, catchUpTokens, escalated, score, whole ? features : null, drafts ? drafted : null,
                drafts ? accepted : null, samples(plan.dials().samples()), chosen, flops, flopsLargeOnly, cpuNanos / 1e9);
    }
}
