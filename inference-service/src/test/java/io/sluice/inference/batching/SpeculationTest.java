package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.details;
import static io.sluice.inference.batching.Requests.format;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.stop;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Policy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy speculative on fake models: what it writes, what it costs and when it stops. */
class SpeculationTest {

    private static final Sampling ENDLESS = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -100.0), 3L);

    /** An engine with a small model that agrees with the large one as often as a test wants. */
    private static final class Pair implements AutoCloseable {

        final Mimic small;
        final FakeModel large = new FakeModel("large", 10_000, 22);
        final GenerationEngine engine;

        Pair(int strayEvery) {
            this(strayEvery, EngineSettings.DEFAULT);
        }

        Pair(int strayEvery, EngineSettings settings) {
            small = new Mimic(strayEvery);
            engine = new GenerationEngine(settings, new Instruments(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), System::nanoTime,
                    () -> 0, new SplittableRandom(1)), ended -> { });
            engine.serve(small, ModelRole.SMALL);
            engine.serve(large, ModelRole.LARGE);
        }

        CompletableFuture<Answer> start(GenerateRequest request) {
            return Answer.of(engine.generate(request));
        }

        Answer answer(GenerateRequest request) {
            Answer answer = Bench.get(start(request));
            assertThat(answer.failure()).isNull();
            return answer;
        }

        @Override
        public void close() {
            engine.close();
            assertThat(small.counts().openCaches).hasValue(0);
            assertThat(large.openCaches).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 20})
    void greedyAnswersAreTheLargeModelsToTheLastDetail(int strayEvery) {
        Random random = new Random(strayEvery);
        try (Pair pair = new Pair(strayEvery)) {
            for (int i = 0; i < 60; i++) {
                GenerateRequest asked = greedy("greedy " + random.nextInt(), random);
                Answer alone = pair.answer(asked);
                Answer speculative = pair.answer(as(asked, Policy.SPECULATIVE));
                assertThat(speculative.choices().equals(alone.choices())).as("%s", asked).isTrue();
                assertThat(tokens(speculative)).isEqualTo(tokens(alone));
                assertThat(report(speculative).flopsLargeOnly()).isEqualTo(report(alone).flopsLargeOnly());
                assertThat(report(speculative).tokensByModel()).isEqualTo(report(alone).tokensByModel());
                assertThat(report(speculative).switches()).isZero();
            }
        }
    }

    private static GenerateRequest greedy(String prompt, Random random) {
        GenerateRequest asked = with(plain(prompt, plan(Policy.LARGE)), new Sampling(0, 1, 0, 0, random.nextInt(2), random.nextInt(2) * 0.3,
                1 + random.nextInt(2) * 0.2, random.nextBoolean() ? Map.of() : Map.of((int) 'b', -100.0), 3L));
        asked = random.nextBoolean() ? asked : stop(asked, "ab", "hg", "€");
        asked = choices(most(asked, 1 + random.nextInt(120)), 1 + random.nextInt(3));
        return details(asked, random.nextBoolean() ? Integer.valueOf(random.nextInt(4)) : null, random.nextBoolean(), random.nextBoolean());
    }

    @Test
    void answersDoNotDependOnNeighboursOrChunks() {
        Random random = new Random(8);
        List<GenerateRequest> requests = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            GenerateRequest asked = as(greedy("crowd " + i, random), Policy.SPECULATIVE);
            requests.add(i % 3 == 0 ? asked : with(asked, new Sampling(0.6, 0.95, 0, 0, 0.1, 0.1, 1.1, Map.of(), (long) i)));
        }
        List<List<Answer.Choice>> solo = new ArrayList<>();
        try (Pair pair = new Pair(6)) {
            requests.forEach(request -> solo.add(pair.answer(request).choices()));
            List<CompletableFuture<Answer>> together = requests.stream().map(pair::start).toList();
            assertThat(together.stream().map(Bench::get).map(Answer::choices).toList().equals(solo)).isTrue();
        }
        EngineSettings narrow = new EngineSettings(3, 64, 3, 3, Duration.ofMillis(300), 64, Duration.ofSeconds(30));
        try (Pair pair = new Pair(6, narrow)) {
            List<CompletableFuture<Answer>> together = requests.stream().map(pair::start).toList();
            assertThat(together.stream().map(Bench::get).map(Answer::choices).toList().equals(solo)).isTrue();
        }
    }

    @Test
    void whatOtherRequestsTakeOverFromASpeculativeAnswerHoldsNoDrafts() {
        List<String> prompts = new ArrayList<>();
        List<Answer> before = new ArrayList<>();
        try (Pair pair = new Pair(4)) {
            for (int i = 0; i < 20; i++) {
                String prompt = "a prompt that is long enough to be kept " + i;
                GenerateRequest asked = most(with(plain(prompt, plan(Policy.SPECULATIVE)), ENDLESS), 10 + i);
                prompts.add(prompt + pair.answer(asked).choices().getFirst().text());
            }
            for (String prompt : prompts) {
                before.add(pair.answer(with(plain(prompt, plan(Policy.LARGE)), ENDLESS)));
                before.add(pair.answer(with(plain(prompt, plan(Policy.SMALL)), ENDLESS)));
            }
            assertThat(before).anyMatch(answer -> Objects.requireNonNull(Objects.requireNonNull(answer.usage()).cachedTokens()) > 40);
        }
        for (int i = 0; i < prompts.size(); i++) {
            try (Pair fresh = new Pair(4)) {
                assertThat(fresh.answer(with(plain(prompts.get(i), plan(Policy.LARGE)), ENDLESS)).choices()).isEqualTo(before.get(2 * i).choices());
                assertThat(fresh.answer(with(plain(prompts.get(i), plan(Policy.SMALL)), ENDLESS)).choices()).isEqualTo(before.get(2 * i + 1).choices());
            }
        }
    }

    @Test
    void draftsKeepToTheFormatToo() {
        OutputFormat words = new OutputFormat(OutputFormat.Kind.REGEX, "[a-h]{4,40}-(ab|ba){2,8}");
        try (Pair pair = new Pair(9)) {
            int accepted = 0;
            for (int i = 0; i < 20; i++) {
                GenerateRequest asked = format(most(plain("format " + i, plan(Policy.LARGE)), i % 2 == 0 ? 60 : 12), words);
                Answer speculative = pair.answer(as(asked, Policy.SPECULATIVE));
                assertThat(speculative.choices()).isEqualTo(pair.answer(asked).choices());
                accepted += Objects.requireNonNull(report(speculative).accepted());
            }
            assertThat(accepted).isGreaterThan(100);
        }
    }

    @Test
    void sampledAnswersAreDistributedAsTheLargeModelsOwn() {
        int rounds = 3000;
        Map<String, int[]> counts = new TreeMap<>();
        try (Pair pair = new Pair(3)) {
            for (int seed = 0; seed < rounds; seed++) {
                Sampling sampling = new Sampling(0.9, 0.9, 4, 0, 0.5, 0, 1, Map.of(), (long) seed);
                GenerateRequest asked = with(most(plain("chance", plan(Policy.LARGE)), 3), sampling);
                counts.computeIfAbsent(pair.answer(asked).choices().getFirst().text(), text -> new int[2])[0]++;
                counts.computeIfAbsent(pair.answer(as(asked, Policy.SPECULATIVE)).choices().getFirst().text(), text -> new int[2])[1]++;
            }
        }
        double chiSquare = 0;
        int cells = 0;
        int[] rare = new int[2];
        for (int[] both : counts.values()) {
            if (both[0] + both[1] < 20) {
                rare[0] += both[0];
                rare[1] += both[1];
            } else {
                chiSquare += Math.pow(both[0] - both[1], 2) / (both[0] + both[1]);
                cells++;
            }
        }
        chiSquare += Math.pow(rare[0] - rare[1], 2) / Math.max(1, rare[0] + rare[1]);
        double k = cells;
        assertThat(cells).isGreaterThan(5);
        // Two samples of one distribution; the 0.999 quantile after Wilson and Hilferty.
        assertThat(chiSquare).isLessThan(k * Math.pow(1 - 2 / (9 * k) + 3.09 * Math.sqrt(2 / (9 * k)), 3));
    }

    @Test
    void aDraftModelThatIsAlwaysRightSparesTheLargeOneMostPasses() {
        try (Pair pair = new Pair(0)) {
            int before = pair.large.passes.get();
            Answer answer = pair.answer(as(with(most(plain("right", plan(Policy.LARGE)), 200), ENDLESS), Policy.SPECULATIVE));
            RoutingReport report = report(answer);
            assertThat(report.accepted()).isEqualTo(report.drafted()).isGreaterThan(150);
            assertThat(pair.large.passes.get() - before).isLessThan(40);
        }
    }

    @Test
    void aDraftModelThatIsAlwaysWrongIsSwitchedOff() {
        try (Pair pair = new Pair(1)) {
            int before = pair.large.passes.get();
            Answer answer = pair.answer(as(with(most(plain("wrong", plan(Policy.LARGE)), 300), ENDLESS), Policy.SPECULATIVE));
            RoutingReport report = report(answer);
            assertThat(Objects.requireNonNull(report.accepted())).isLessThan(4);
            assertThat(Objects.requireNonNull(report.drafted())).isBetween(3, 25);
            assertThat(pair.large.passes.get() - before).isBetween(297, 300);
            // Rows: each token once by each model, and the drafts that were refused.
            assertThat(pair.large.rows.get()).isLessThanOrEqualTo(305 + report.drafted());
            assertThat(pair.small.counts().rows.get()).isLessThanOrEqualTo(305 + report.drafted());
        }
    }

    @Test
    void manySequencesInAPassLeaveDraftsNothingToSave() {
        try (Pair pair = new Pair(12, EngineSettings.DEFAULT.withSlots(32))) {
            int alone = 0;
            int crowded = 0;
            for (int i = 0; i < 32; i++) {
                alone += Objects.requireNonNull(report(pair.answer(crowd(i))).drafted());
            }
            List<CompletableFuture<Answer>> together = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                together.add(pair.start(crowd(i)));
            }
            for (CompletableFuture<Answer> each : together) {
                crowded += Objects.requireNonNull(report(Bench.get(each)).drafted());
            }
            assertThat(alone).isGreaterThan(32 * 50);
            assertThat(crowded).isLessThan(alone / 4);
        }
    }

    private static GenerateRequest crowd(int i) {
        Sampling seedless = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -100.0), null);
        return as(with(most(plain("many " + i, plan(Policy.LARGE)), 100), seedless), Policy.SPECULATIVE);
    }

    @Test
    void everyRowThatWasReadIsAccountedForAlsoTheRefusedOnes() {
        for (int strayEvery : new int[] {0, 1, 3, 8}) {
            try (Pair pair = new Pair(strayEvery)) {
                Answer answer = pair.answer(as(with(most(plain("rows", plan(Policy.LARGE)), 100), ENDLESS), Policy.SPECULATIVE));
                long small = pair.small.counts().rows.get();
                long large = pair.large.rows.get();
                double weights = 2_000.0 * small + 20_000.0 * large;
                // 64 operations a row and earlier position, of which there are at most 104.
                assertThat(report(answer).flops()).isBetween(weights, weights + 64 * 104 * (small + large));
                int prompt = "rows".length();
                // The small model reads the prompt late, and of the answer what it had not drafted itself.
                assertThat(report(answer).catchUpTokens()).isBetween(prompt, prompt + 100 - Objects.requireNonNull(report(answer).accepted()));
            }
        }
    }

    @Test
    void otherPoliciesReportNoDrafts() {
        try (Pair pair = new Pair(2)) {
            RoutingReport report = report(pair.answer(plain("none", plan(Policy.LARGE))));
            assertThat(report.drafted()).isNull();
            assertThat(report.accepted()).isNull();
            RoutingReport drafting = report(pair.answer(most(plain("none", plan(Policy.SPECULATIVE)), 1)));
            assertThat(drafting.drafted()).isZero();
            assertThat(drafting.flops()).isCloseTo(report(pair.answer(most(plain("none", plan(Policy.LARGE)), 1))).flops(), within(0.0));
        }
    }

    private static GenerateRequest as(GenerateRequest r, Policy policy) {
        return new GenerateRequest(r.requestId(), r.tenant(), plan(policy), r.messages(), r.prompt(), r.promptTokens(), r.sampling(),
                r.choices(), r.maxTokens(), r.stop(), r.topLogprobs(), r.echo(), r.entropies(), r.format(), r.tools(), r.timeoutMillis());
    }

    private static int tokens(Answer answer) {
        return Objects.requireNonNull(answer.usage()).completionTokens();
    }

    private static RoutingReport report(Answer answer) {
        return Objects.requireNonNull(answer.routing());
    }
}
