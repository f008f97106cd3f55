package io.sluice.inference.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.SampleReport;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.GenerationObserver;
import io.sluice.inference.batching.LikelihoodCounts;
import java.time.Duration;
import java.util.Locale;

/**
 * Meters of finished requests. Names are OpenTelemetry's GenAI names where they exist; tags are bounded: policies,
 * models, outcomes and failure codes.
 */
public final class GenerationMeters implements GenerationObserver {

    private final MeterRegistry meters;

    /** @param kernels name of the kernels in use */
    public GenerationMeters(MeterRegistry meters, String kernels) {
        this.meters = meters;
        Gauge.builder("sluice.kernel", () -> 1).description("The kernels in use, by name").tag("kernel", kernels).register(meters);
    }

    /** Also shows how busy an engine is. */
    public void watch(GenerationEngine engine) {
        Gauge.builder("sluice.queue.depth", engine, GenerationEngine::queued)
                .description("Requests that wait for a slot").register(meters);
        Gauge.builder("sluice.running", engine, GenerationEngine::running)
                .description("Sequences being generated").register(meters);
        Gauge.builder("sluice.slots", engine, GenerationEngine::slots)
                .description("Sequences that can run at once").register(meters);
        Gauge.builder("sluice.pass.slowest", engine, each -> each.slowestPass().toNanos() / 1e9).baseUnit("seconds")
                .description("The slowest of the last 64 forward passes").register(meters);
        Gauge.builder("sluice.kv.bytes", engine, GenerationEngine::kvBytesHeld).baseUnit("bytes")
                .description("Keys and values in memory").register(meters);
        FunctionCounter.builder("sluice.parked", engine, GenerationEngine::parked)
                .description("Sequences that lost their keys and values to older ones").register(meters);
        FunctionCounter.builder("sluice.prefix.hits", engine, GenerationEngine::prefixHits)
                .description("Prompts that began as an earlier one of their tenant").register(meters);
        FunctionCounter.builder("sluice.prefix.tokens", engine, GenerationEngine::prefixTokensSaved)
                .description("Tokens of prompts that were not read again").register(meters);
        Gauge.builder("sluice.prefix.kept", engine, GenerationEngine::prefixesKept)
                .description("Ended sequences that are kept for requests that begin alike").register(meters);
        Gauge.builder("sluice.prefix.bytes", engine, GenerationEngine::prefixBytes).baseUnit("bytes")
                .description("Keys and values of these").register(meters);
        watch(engine.likelihoods());
    }

    private void watch(LikelihoodCounts counts) {
        String requests = "Requests for likelihoods that ended";
        FunctionCounter.builder("sluice.likelihoods.requests", counts, LikelihoodCounts::completedRequests)
                .description(requests).tag("outcome", "completed").register(meters);
        FunctionCounter.builder("sluice.likelihoods.requests", counts, LikelihoodCounts::failedRequests)
                .description(requests).tag("outcome", "failed").register(meters);
        FunctionCounter.builder("sluice.likelihoods.requests", counts, LikelihoodCounts::cancelledRequests)
                .description(requests).tag("outcome", "cancelled").register(meters);
        FunctionCounter.builder("sluice.likelihoods.passages", counts, LikelihoodCounts::passages)
                .description("Passages whose likelihood was told").register(meters);
        FunctionCounter.builder("sluice.likelihoods.tokens", counts, LikelihoodCounts::tokens)
                .description("Tokens scored in these").register(meters);
        FunctionCounter.builder("sluice.likelihoods.cpu.seconds", counts, LikelihoodCounts::cpuSeconds)
                .description("CPU time of the engine for likelihoods").register(meters);
    }

    @Override
    public void ended(InferenceCompleted event) {
        RoutingReport routing = event.routing();
        String policy = routing.policy() == null ? "none" : routing.policy().name().toLowerCase(Locale.ROOT);
        counter("sluice.requests", "Requests that ended", "policy", policy, "outcome", event.outcome(),
                "code", event.code() == null ? "none" : event.code()).increment();
        times(event, policy);
        // By base: there are as many weighted sums of adapters as callers think of.
        routing.tokensByModel().forEach((model, tokens) -> counter("sluice.tokens", "Answer tokens by the model that wrote them",
                "model", AdaptedName.baseOf(model)).increment(tokens));
        counter("sluice.switches", "Hand-overs between models inside answers", "policy", policy).increment(routing.switches());
        counter("sluice.catchup.tokens", "Tokens read because another model wrote them or came first", "policy", policy)
                .increment(routing.catchUpTokens());
        if (routing.samples() != null) {
            samples(routing.samples());
        }
        counter("sluice.flops", "Floating-point operations, estimated", "policy", policy).increment(routing.flops());
        counter("sluice.cpu.seconds", "CPU time of the engine", "policy", policy).increment(routing.cpuSeconds());
    }

    private void samples(SampleReport samples) {
        String pick = samples.pick().name().toLowerCase(Locale.ROOT);
        String what = "Samples of which one became the answer; those that were stopped, or cut by their length, are unfinished";
        counter("sluice.samples", what, "pick", pick, "end", "finished").increment(samples.finished());
        counter("sluice.samples", what, "pick", pick, "end", "unfinished").increment(samples.count() - samples.finished());
        counter("sluice.samples.tokens", "Tokens of all samples together", "pick", pick).increment(samples.tokens());
    }

    private void times(InferenceCompleted event, String policy) {
        Double first = event.timeToFirstTokenMillis();
        if (first == null) {
            return;
        }
        timer("gen_ai.server.time_to_first_token", "From arrival to the first token", policy, first);
        int more = event.usage().completionTokens() - 1;
        SampleReport samples = event.routing().samples();
        if (more > 0 && (samples == null || samples.count() == 1)) {
            timer("gen_ai.server.time_per_output_token", "Between tokens after the first, over all choices", policy,
                    (event.durationMillis() - first) / more);
        }
    }

    private void timer(String name, String description, String policy, double millis) {
        Timer.builder(name).description(description).tag("policy", policy).publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1)).maximumExpectedValue(Duration.ofMinutes(1))
                .register(meters).record(Duration.ofNanos((long) (millis * 1e6)));
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(meters);
    }
}
