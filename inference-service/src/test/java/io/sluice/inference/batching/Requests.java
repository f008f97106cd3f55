package io.sluice.inference.batching;

import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.ToolUse;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.routing.SamplePlan;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Requests for tests: a plain one, and changes to it. */
final class Requests {

    static final Dials DIALS = new Dials(null, 1, 1, 1, 0, 0.3, 5);

    private Requests() {
    }

    static GenerateRequest plain(String prompt, RoutePlan plan) {
        return new GenerateRequest("r-" + prompt.hashCode(), "tenant", plan, null, prompt, null, Sampling.GREEDY, 1, 40, List.of(), null,
                false, false, 60_000);
    }

    static RoutePlan pinned(String model) {
        return new RoutePlan(Policy.PINNED, model, model, DIALS, null, null);
    }

    static RoutePlan plan(Policy policy) {
        return plan(policy, DIALS);
    }

    static RoutePlan plan(Policy policy, Dials dials) {
        return new RoutePlan(policy, "small", "large", dials, policy == Policy.PROBE ? probe() : null, null);
    }

    static RoutePlan entropy(EntropyRule rule, double threshold, int window, int minRun, int coolDown) {
        return plan(Policy.ENTROPY, new Dials(rule, threshold, window, minRun, coolDown, 0, 0));
    }

    /** Doubtful when the last entropy is above 2.6 nats, which the fake model's is about half of the time. */
    static ProbeModel probe() {
        return new ProbeModel(List.of(0.0, 0.0, 0.0, 0.0, 1.0, 0.0), 0, List.of(0.0, 0.0, 0.0, 0.0, 2.6, 0.0),
                Collections.nCopies(6, 1.0));
    }

    static GenerateRequest with(GenerateRequest r, Sampling sampling) {
        return new GenerateRequest(r.requestId(), r.tenant(), r.plan(), r.messages(), r.prompt(), r.promptTokens(), sampling, r.choices(),
                r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), r.timeoutMillis());
    }

    static GenerateRequest choices(GenerateRequest r, int choices) {
        return new GenerateRequest(r.requestId(), r.tenant(), r.plan(), r.messages(), r.prompt(), r.promptTokens(), r.sampling(), choices,
                r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), r.timeoutMillis());
    }

    static GenerateRequest most(GenerateRequest r, @Nullable Integer maxTokens) {
        return new GenerateRequest(r.requestId(), r.tenant(), r.plan(), r.messages(), r.prompt(), r.promptTokens(), r.sampling(),
                r.choices(), maxTokens, r.stop(), r.topLogprobs(), r.echo(), r.entropies(), r.timeoutMillis());
    }

    static GenerateRequest stop(GenerateRequest r, String... stop) {
        return new GenerateRequest(r.requestId(), r.tenant(), r.plan(), r.messages(), r.prompt(), r.promptTokens(), r.sampling(),
                r.choices(), r.maxTokens(), Arrays.asList(stop), r.topLogprobs(), r.echo(), r.entropies(), r.timeoutMillis());
    }

    static GenerateRequest details(GenerateRequest r, @Nullable Integer topLogprobs, boolean echo, boolean entropies) {
        return new GenerateRequest(r.requestId(), r.tenant(), r.plan(), r.messages(), r.prompt(), r.promptTokens(), r.sampling(),
                r.choices(), r.maxTokens(), r.stop(), topLogprobs, echo, entropies, r.timeoutMillis());
    }

    static GenerateRequest timeout(GenerateRequest r, long millis) {
        return new GenerateRequest(r.requestId(), r.tenant(), r.plan(), r.messages(), r.prompt(), r.promptTokens(), r.sampling(),
                r.choices(), r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), millis);
    }

    static GenerateRequest tenant(GenerateRequest r, String tenant) {
        return new GenerateRequest(r.requestId(), tenant, r.plan(), r.messages(), r.prompt(), r.promptTokens(), r.sampling(),
                r.choices(), r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), r.timeoutMillis());
    }

    /** To be changed last. */
    static GenerateRequest format(GenerateRequest r, OutputFormat format) {
        return new GenerateRequest(r.requestId(), r.tenant(), r.plan(), r.messages(), r.prompt(), r.promptTokens(), r.sampling(),
                r.choices(), r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), format, null, r.timeoutMillis());
    }

    static GenerateRequest samples(GenerateRequest r, int count, SamplePlan.Pick pick) {
        return plan(r, dials(r).withSamples(new SamplePlan(count, pick)));
    }

    static Dials dials(GenerateRequest r) {
        return r.plan().dials();
    }

    static GenerateRequest plan(GenerateRequest r, Dials dials) {
        RoutePlan plan = new RoutePlan(r.plan().policy(), r.plan().small(), r.plan().large(), dials, r.plan().probe(), null);
        return new GenerateRequest(r.requestId(), r.tenant(), plan, r.messages(), r.prompt(), r.promptTokens(), r.sampling(),
                r.choices(), r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), r.format(), r.tools(), r.timeoutMillis());
    }

    /** The request for one of its samples alone. */
    static GenerateRequest sampleAlone(GenerateRequest r, int sample) {
        Dials d = dials(r);
        Sampling s = r.sampling();
        GenerateRequest seeded = plan(r, new Dials(d.rule(), d.threshold(), d.window(), d.minRun(), d.coolDown(), d.largeShare(), d.seed() + sample));
        Sampling own = new Sampling(s.temperature(), s.topP(), s.topK(), s.minP(), s.presencePenalty(), s.frequencyPenalty(),
                s.repetitionPenalty(), s.logitBias(), Objects.requireNonNull(s.seed()) + sample);
        return new GenerateRequest(r.requestId(), r.tenant(), seeded.plan(), r.messages(), r.prompt(), r.promptTokens(), own,
                1, r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), r.format(), r.tools(), r.timeoutMillis());
    }

    /** To be changed last. */
    static GenerateRequest tools(GenerateRequest r, ToolUse tools) {
        return new GenerateRequest(r.requestId(), r.tenant(), r.plan(), r.messages(), r.prompt(), r.promptTokens(), r.sampling(),
                r.choices(), r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), null, tools, r.timeoutMillis());
    }

    static Sampling hot(long seed) {
        return new Sampling(1, 0.98, 0, 0, 0, 0, 1, Map.of(), seed);
    }

    /** Anything a caller may ask for. */
    static GenerateRequest any(Random random) {
        Policy policy = Policy.values()[random.nextInt(Policy.values().length)];
        EntropyRule rule = random.nextBoolean() ? EntropyRule.CURRENT : EntropyRule.PUBLISHED;
        double threshold = policy == Policy.PROBE ? random.nextDouble() : policy == Policy.CASCADE ? 2 + 2 * random.nextDouble()
                : 1 + 2 * random.nextDouble();
        Dials dials = new Dials(rule, threshold, 1 + random.nextInt(4), 1 + random.nextInt(4), random.nextInt(4), random.nextDouble(),
                random.nextLong());
        RoutePlan plan = policy == Policy.PINNED ? pinned(random.nextBoolean() ? "small" : "large") : plan(policy, dials);
        GenerateRequest request = plain("p" + random.nextInt(1_000_000) + "x".repeat(random.nextInt(100)), plan);
        request = with(request, random.nextInt(3) == 0 ? Sampling.GREEDY
                : new Sampling(random.nextDouble() * 1.5, 0.5 + random.nextDouble() / 2, random.nextInt(30), random.nextDouble() / 10,
                        random.nextDouble(), random.nextDouble(), 1 + random.nextDouble() / 2,
                        random.nextBoolean() ? Map.of() : Map.of((int) 'a', 1.5, (int) 'b', -100.0), random.nextLong()));
        request = choices(request, random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1);
        request = most(request, 1 + random.nextInt(60));
        request = random.nextBoolean() ? stop(request, "ab", "hg", "€") : request;
        return details(request, random.nextInt(3) == 0 ? Integer.valueOf(random.nextInt(4)) : null, random.nextInt(4) == 0,
                random.nextInt(4) == 0);
    }
}
