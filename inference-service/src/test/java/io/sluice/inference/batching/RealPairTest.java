package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.hot;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine on the shipped pair: the invariants hold bit for bit on real weights. */
class RealPairTest {

    private static final List<String> PROMPTS = List.of("What is 47 + 86?", "Reverse the word: orange", "Count the letter e in: cheese tree",
            "Ann has 12 apples and buys 7 more. How many apples?", "Größe & Maß: 12 €?", "Sort: 9 3 7 1");

    private static LanguageModel small;
    private static LanguageModel large;
    private static GenerationEngine engine;

    @BeforeAll
    static void load() {
        small = ModelLoader.load(folder("sluice-small"), "small");
        large = ModelLoader.load(folder("sluice-large"), "large");
        engine = engine(EngineSettings.DEFAULT);
        engine.serve(small, ModelRole.SMALL);
        engine.serve(large, ModelRole.LARGE);
    }

    @AfterAll
    static void close() {
        engine.close();
        small.close();
        large.close();
    }

    private static Path folder(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("models").resolve(name))) {
            at = at.getParent();
        }
        return Objects.requireNonNull(at, "no models folder above the working directory").resolve("models").resolve(name);
    }

    @ParameterizedTest
    @EnumSource(EntropyRule.class)
    void extremeThresholdsAreOneModelAlone(EntropyRule rule) {
        for (String prompt : PROMPTS) {
            for (Sampling sampling : List.of(Sampling.GREEDY, hot(prompt.length()))) {
                Answer smallAlone = answer(request(prompt, plan(Policy.SMALL, null, 0), sampling));
                Answer never = answer(request(prompt, plan(Policy.ENTROPY, rule, 1e9), sampling));
                assertThat(never.choices()).isEqualTo(smallAlone.choices());
                assertThat(report(never).flops()).isEqualTo(report(smallAlone).flops());
                Answer largeAlone = answer(request(prompt, plan(Policy.LARGE, null, 0), sampling));
                Answer always = answer(request(prompt, plan(Policy.ENTROPY, rule, -1), sampling));
                assertThat(always.choices()).isEqualTo(largeAlone.choices());
            }
        }
    }

    @Test
    void speculationChangesNothingAtTemperatureZeroAndSparesTheLargeModelPasses() {
        int drafted = 0;
        int accepted = 0;
        for (String prompt : PROMPTS) {
            // With a seed drafts do not depend on what passes cost at the moment.
            Sampling greedy = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(), 5L);
            Answer alone = answer(request(prompt, plan(Policy.LARGE, null, 0), greedy));
            Answer speculative = answer(request(prompt, plan(Policy.SPECULATIVE, null, 0), greedy));
            assertThat(speculative.choices()).isEqualTo(alone.choices());
            drafted += Objects.requireNonNull(report(speculative).drafted());
            accepted += Objects.requireNonNull(report(speculative).accepted());
        }
        // Most of the prompts are none that the models learned, so many drafts are refused.
        assertThat(accepted).isBetween(1, drafted - 1);
    }

    @Test
    void switchingBetweenOneModelAndItselfChangesNothing() {
        for (String prompt : PROMPTS) {
            RoutePlan itself = new RoutePlan(Policy.RANDOM, "large", "large", new Dials(null, 0, 1, 1, 0, 0.4, 3), null, null);
            Answer alone = answer(request(prompt, plan(Policy.LARGE, null, 0), hot(1)));
            assertThat(answer(request(prompt, itself, hot(1))).choices()).isEqualTo(alone.choices());
        }
    }

    @Test
    void mixedAnswersCatchUpAndSayWhatItCost() {
        int mixed = 0;
        for (String prompt : PROMPTS) {
            Answer answer = answer(request(prompt, plan(Policy.ENTROPY, EntropyRule.CURRENT, 0.05), Sampling.GREEDY));
            RoutingReport report = report(answer);
            if (report.largeShare() > 0 && report.largeShare() < 1) {
                mixed++;
                assertThat(report.switches()).isPositive();
                assertThat(report.catchUpTokens()).isPositive();
                assertThat(report.tokensByModel()).containsOnlyKeys("small", "large");
            }
            assertThat(report.cpuSeconds()).isPositive();
        }
        assertThat(mixed).isPositive();
    }

    @Test
    void neighboursDoNotChangeAnAnswer() {
        Random random = new Random(12);
        for (int round = 0; round < 6; round++) {
            List<GenerateRequest> requests = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                requests.add(any(random));
            }
            List<CompletableFuture<Answer>> together = requests.stream().map(request -> Answer.of(engine.generate(request))).toList();
            List<Answer> crowded = together.stream().map(Bench::get).toList();
            for (int i = 0; i < requests.size(); i++) {
                Answer solo = answer(requests.get(i));
                assertThat(crowded.get(i).choices()).as("%s", requests.get(i)).isEqualTo(solo.choices());
                assertThat(solo.choices().getFirst().reason()).isIn(FinishReason.STOP, FinishReason.LENGTH);
            }
        }
    }

    @Test
    void chunksDoNotChangeAnAnswer() {
        List<GenerateRequest> requests = new ArrayList<>();
        Random random = new Random(31);
        for (int i = 0; i < 12; i++) {
            requests.add(any(random));
        }
        List<List<Answer.Choice>> expected = requests.stream().map(request -> answer(request).choices()).toList();
        // An engine of its own, one thread at a time on the models: the shared one is idle meanwhile.
        try (GenerationEngine fine = engine(new EngineSettings(2, 64, 3, 3, Duration.ofMillis(300), 64, Duration.ofSeconds(30)))) {
            fine.serve(small, ModelRole.SMALL);
            fine.serve(large, ModelRole.LARGE);
            for (int i = 0; i < requests.size(); i++) {
                assertThat(Bench.get(Answer.of(fine.generate(requests.get(i)))).choices()).isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void aKnownPrefixChangesNoBit() {
        String system = "Count the apples of Ann, then those of Bob. ".repeat(10);
        int cached = 0;
        for (int i = 0; i < 6; i++) {
            String prompt = system.substring(0, system.length() - 17 * i) + PROMPTS.get(i);
            for (Policy policy : List.of(Policy.SMALL, Policy.LARGE, Policy.RANDOM)) {
                Answer known = answer(detailed(prompt, policy, "prefix"));
                Answer fresh = answer(detailed(prompt, policy, "prefix-" + i + policy));
                assertThat(known.choices()).isEqualTo(fresh.choices());
                assertThat(Objects.requireNonNull(fresh.usage()).cachedTokens()).isNull();
                Integer hit = Objects.requireNonNull(known.usage()).cachedTokens();
                cached += hit == null ? 0 : hit;
            }
        }
        assertThat(cached).isGreaterThan(1000);
    }

    /** All samples alone, then the pick; beside other requests, and with fewer slots than samples. */
    @ParameterizedTest
    @EnumSource(SamplePlan.Pick.class)
    void samplesAreWhatTheyAreAlone(SamplePlan.Pick pick) {
        List<GenerateRequest> requests = new ArrayList<>();
        for (Policy policy : Policy.values()) {
            EntropyRule rule = policy == Policy.ENTROPY ? EntropyRule.CURRENT : null;
            RoutePlan plan = policy == Policy.PINNED ? new RoutePlan(policy, "large", "large", new Dials(null, 0, 1, 1, 0, 0, 0), null, null)
                    : plan(policy, rule, 0.4);
            requests.add(Requests.samples(request(PROMPTS.get(policy.ordinal() % PROMPTS.size()), plan, hot(policy.ordinal())), 3 + policy.ordinal(), pick));
        }
        List<Sampled> alone = requests.stream().map(request -> Sampled.of(request, RealPairTest::answer)).toList();
        List<CompletableFuture<Answer>> together = requests.stream().map(request -> Answer.of(engine.generate(request))).toList();
        for (int i = 0; i < requests.size(); i++) {
            alone.get(i).matches(Bench.get(together.get(i)));
        }
        try (GenerationEngine narrow = engine(EngineSettings.DEFAULT.withSlots(2))) {
            narrow.serve(small, ModelRole.SMALL);
            narrow.serve(large, ModelRole.LARGE);
            for (int i = 0; i < requests.size(); i++) {
                alone.get(i).matches(Bench.get(Answer.of(narrow.generate(requests.get(i)))));
            }
        }
    }

    @Test
    void moreLogProbabilitiesThanCanBeHeldAreRefused() {
        GenerateRequest request = Requests.samples(request("many", plan(Policy.SMALL, null, 0), hot(1)), 16, SamplePlan.Pick.MAJORITY);
        Answer refused = Bench.get(Answer.of(engine.generate(Requests.most(Requests.details(request, 20, false, false), 800))));
        assertThat(Objects.requireNonNull(refused.failure()).param()).isEqualTo("maxTokens");
        assertThat(answer(Requests.most(Requests.details(request, 20, false, false), 20)).choices()).hasSize(1);
    }

    private static GenerateRequest detailed(String prompt, Policy policy, String tenant) {
        return new GenerateRequest("prefix", tenant, plan(policy, null, 0), null, prompt, null, hot(3), 1, 24, List.of(), 3, false, true, 60_000);
    }

    @Test
    void cascadeEqualsTheModelThatAnswered() {
        for (String prompt : PROMPTS) {
            Answer cascade = answer(request(prompt, plan(Policy.CASCADE, null, 0.5), Sampling.GREEDY));
            Policy same = Boolean.TRUE.equals(report(cascade).escalated()) ? Policy.LARGE : Policy.SMALL;
            assertThat(cascade.choices()).isEqualTo(answer(request(prompt, plan(same, null, 0), Sampling.GREEDY)).choices());
        }
    }

    private static Answer answer(GenerateRequest request) {
        Answer answer = Bench.get(Answer.of(engine.generate(request)));
        assertThat(answer.failure()).isNull();
        return answer;
    }

    private static RoutingReport report(Answer answer) {
        return Objects.requireNonNull(answer.routing());
    }

    private static GenerationEngine engine(EngineSettings settings) {
        return new GenerationEngine(settings, Instruments.system(Clock.systemUTC(), new SplittableRandom(7), () -> 0), event -> { });
    }

    private static RoutePlan plan(Policy policy, @Nullable EntropyRule rule, double threshold) {
        ProbeModel probe = new ProbeModel(Collections.nCopies(6, 1.0), 0, Collections.nCopies(6, 1.0), Collections.nCopies(6, 4.0));
        return new RoutePlan(policy, "small", "large", new Dials(rule, threshold, 1, 1, 0, 0.3, 9),
                policy == Policy.PROBE ? probe : null, null);
    }

    private static GenerateRequest request(String prompt, RoutePlan plan, Sampling sampling) {
        return new GenerateRequest("real", "t", plan, List.of(new ChatMessage("user", prompt)), null, null, sampling, 1, 48, List.of(),
                null, false, false, 60_000);
    }

    private static GenerateRequest any(Random random) {
        GenerateRequest any = Requests.any(random);
        return new GenerateRequest("any", "t", any.plan(), null, PROMPTS.get(random.nextInt(PROMPTS.size())) + any.prompt(), null,
                new Sampling(any.sampling().temperature(), any.sampling().topP(), any.sampling().topK(), any.sampling().minP(), 0.1, 0.2, 1.1,
                        Map.of(), any.sampling().seed()),
                any.choices(), any.maxTokens(), any.stop(), any.topLogprobs(), any.echo(), any.entropies(), 60_000);
    }
}
