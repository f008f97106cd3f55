package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.details;
import static io.sluice.inference.batching.Requests.format;
import static io.sluice.inference.batching.Requests.hot;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.samples;
import static io.sluice.inference.batching.Requests.stop;
import static io.sluice.inference.batching.Requests.timeout;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.contracts.routing.SamplePlan;
import io.sluice.contracts.routing.SamplePlan.Pick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The oracle of every answer is {@link Sampled}: all samples alone, then the pick. */
class SamplesTest {

    private final Bench bench = new Bench(EngineSettings.DEFAULT.withSlots(6));

    @AfterEach
    void nothingIsLeftOpen() {
        bench.holdsNothing();
        bench.close();
    }

    /** @param seen most events that the reader had when a pass of the small model began */
    private void watch(GenerateRequest request, SlowReader reader, AtomicInteger seen) {
        CountDownLatch asked = new CountDownLatch(1);
        bench.small.duringPass = () -> {
            try {
                asked.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            seen.set(Math.max(seen.get(), reader.received.size()));
        };
        bench.engine.generate(request).subscribe(reader);
        reader.ask(Long.MAX_VALUE);
        asked.countDown();
    }

    private static GenerateRequest ask(String prompt, Policy policy, long seed, int count, Pick pick) {
        RoutePlan plan = policy == Policy.ENTROPY ? Requests.entropy(EntropyRule.CURRENT, 2.5, 1, 1, 0)
                : policy == Policy.CASCADE ? plan(policy, new Dials(null, 3.2, 1, 1, 0, 0, 0)) : plan(policy);
        return samples(with(plain(prompt, plan), hot(seed)), count, pick);
    }

    @ParameterizedTest
    @EnumSource(Pick.class)
    void theAnswerIsTheOneThatTheSamplesAloneWouldGive(Pick pick) {
        List<GenerateRequest> requests = new ArrayList<>();
        Random random = new Random(9);
        for (Policy policy : Policy.values()) {
            for (int i = 0; i < 8; i++) {
                GenerateRequest request = policy == Policy.PINNED ? samples(with(plain("pin " + i, pinned("large")), hot(i)), 3, pick)
                        : ask(policy + " " + i, policy, 100 * i, 1 + random.nextInt(9), pick);
                requests.add(details(stop(most(request, 5 + random.nextInt(60)), "ab", "h"), i % 3 == 0 ? Integer.valueOf(2) : null,
                        i % 4 == 0, i % 2 == 0));
            }
        }
        List<Sampled> expected = requests.stream().map(request -> Sampled.of(request, bench::answer)).toList();
        for (int i = 0; i < requests.size(); i++) {
            expected.get(i).matches(bench.answer(requests.get(i)));
        }
        // All at once: more samples than slots, in any mixture.
        for (int from = 0; from < requests.size(); from += 16) {
            List<CompletableFuture<Answer>> together = requests.subList(from, from + 16).stream().map(bench::start).toList();
            for (int i = 0; i < together.size(); i++) {
                expected.get(from + i).matches(Bench.get(together.get(i)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Pick.class)
    void aFormatIsKeptByEverySample(Pick pick) {
        OutputFormat form = new OutputFormat(OutputFormat.Kind.REGEX, "[a-c]{1,9}(#### [de])?");
        for (int seed = 0; seed < 20; seed++) {
            GenerateRequest request = samples(with(plain("form " + seed, plan(Policy.LARGE)), hot(seed)), 5, pick);
            request = format(request, form);
            Answer answer = bench.answer(request);
            Sampled.of(request, bench::answer).matches(answer);
            assertThat(answer.choices().getFirst().text()).matches("[a-c]{1,9}(#### [de])?");
        }
    }

    @Test
    void thePromptIsReadOnceForAllSamples() {
        String prompt = "p".repeat(200);
        Sampling brief = new Sampling(1, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -100.0), 1L);
        GenerateRequest request = samples(most(with(plain(prompt, pinned("large")), brief), 4), 5, Pick.MAJORITY);
        bench.answer(request);
        // Four tokens of each, the last of which nobody reads.
        assertThat(bench.large.rows.get()).isEqualTo(200 + 5 * 3);
        Answer answer = bench.answer(Requests.tenant(request, "another"));
        RoutingReport routing = Objects.requireNonNull(answer.routing());
        assertThat(Sampled.report(answer).tokens()).isEqualTo(20);
        assertThat(routing.tokensByModel()).containsEntry("large", 20);
        double once = Ledger.flops(bench.large.info(), 0, 200) + 5 * Ledger.flops(bench.large.info(), 200, 203);
        assertThat(routing.flops()).isEqualTo(once);
    }

    @Test
    void samplesThatCannotWinStopAtOnce() {
        int saved = 0;
        for (int seed = 0; seed < 10; seed++) {
            GenerateRequest request = ask("race " + seed, Policy.LARGE, 31 * seed, 6, Pick.FIRST_FINISH);
            Answer answer = bench.answer(request);
            Sampled alone = Sampled.of(request, bench::answer);
            int winner = alone.alone().get(Sampled.report(answer).chosen()).choices().getFirst().tokens().size();
            // All fit into the slots and go in step: nobody writes more than a token beyond the winner's.
            assertThat(Sampled.report(answer).tokens()).isLessThanOrEqualTo(6 * (winner + 1));
            saved += alone.tokensOfAll() - Sampled.report(answer).tokens();
        }
        assertThat(saved).isGreaterThan(100);
    }

    @Test
    void aMajorityStopsTheRestToo() {
        OutputFormat form = new OutputFormat(OutputFormat.Kind.REGEX, "a|b{30}");
        int saved = 0;
        for (int seed = 0; seed < 20; seed++) {
            Sampling sampling = new Sampling(1, 1, 0, 0, 0, 0, 1, Map.of((int) 'a', 1.5), 10L * seed);
            GenerateRequest request = format(with(plain("vote " + seed, pinned("large")), sampling), form);
            request = samples(request, 6, Pick.MAJORITY);
            Answer answer = bench.answer(request);
            Sampled alone = Sampled.of(request, bench::answer);
            alone.matches(answer);
            saved += alone.tokensOfAll() - Sampled.report(answer).tokens();
        }
        assertThat(saved).isGreaterThan(300);
    }

    @Test
    void nothingIsToldBeforeTheWinnerIsKnownAndThenAllOfItInOrder() {
        GenerateRequest request = details(ask("stream", Policy.SMALL, 3, 4, Pick.FIRST_FINISH), 1, false, false);
        AtomicInteger seenWhileRunning = new AtomicInteger();
        SlowReader reader = new SlowReader();
        watch(request, reader, seenWhileRunning);
        Bench.eventually("it ends", () -> reader.completed);
        assertThat(seenWhileRunning).as("only that it started").hasValue(1);
        List<GenerateEvent> events = reader.received;
        assertThat(events.getFirst()).isInstanceOf(GenerateEvent.Started.class);
        assertThat(events.getLast()).isInstanceOf(GenerateEvent.Completed.class);
        assertThat(events.subList(1, events.size() - 2)).isNotEmpty()
                .allSatisfy(event -> assertThat(((GenerateEvent.Delta) event).choice()).isZero());
        assertThat(events.get(events.size() - 2)).isInstanceOf(GenerateEvent.Finished.class);
    }

    @Test
    void oneSampleIsToldAsItComes() {
        Answer plainly = bench.answer(with(plain("one", plan(Policy.SMALL)), hot(8)));
        SlowReader reader = new SlowReader();
        AtomicInteger seen = new AtomicInteger();
        watch(ask("one", Policy.SMALL, 8, 1, Pick.MAJORITY), reader, seen);
        Bench.eventually("it ends", () -> reader.completed);
        assertThat(seen.get()).isGreaterThan(2);
        Answer answer = bench.answer(ask("one", Policy.SMALL, 8, 1, Pick.MAJORITY));
        assertThat(answer.choices()).isEqualTo(plainly.choices());
        assertThat(Sampled.report(answer).count()).isEqualTo(1);
    }

    @Test
    void aClientThatLeavesFreesEverySlotAndPage() {
        Random random = new Random(6);
        for (int trial = 0; trial < 40; trial++) {
            GenerateRequest request = most(ask("leave " + trial, Policy.values()[1 + random.nextInt(6)], trial, 9, Pick.MAJORITY), 200);
            SlowReader reader = new SlowReader();
            AtomicInteger passesLeft = new AtomicInteger(random.nextInt(30));
            Runnable count = () -> {
                if (passesLeft.getAndDecrement() == 0) {
                    reader.cancel();
                }
            };
            bench.small.duringPass = count;
            bench.large.duringPass = count;
            int before = bench.ended.size();
            bench.engine.generate(request).subscribe(reader);
            reader.ask(Long.MAX_VALUE);
            Bench.eventually("it ends", () -> bench.ended.size() > before);
            bench.holdsNothing();
        }
    }

    @Test
    void aDeadlineEndsAllSamplesAndCountsWhatTheyWrote() {
        GenerateRequest request = timeout(most(ask("late", Policy.LARGE, 1, 4, Pick.MAJORITY), 200), 10_000);
        AtomicInteger passes = new AtomicInteger();
        bench.large.duringPass = () -> bench.later.addAndGet(passes.incrementAndGet() == 4 ? 20_000_000_000L : 0);
        Answer answer = bench.answer(request);
        assertThat(Objects.requireNonNull(answer.failure()).code()).isEqualTo("deadline_exceeded");
        assertThat(bench.ended.element().usage().completionTokens()).isGreaterThanOrEqualTo(8);
        assertThat(bench.ended.element().routing().samples()).isNull();
    }

    @Test
    void samplesThatDoNotFitIntoTheMemoryTogetherGiveTheSameAnswer() {
        try (Bench narrow = new Bench(EngineSettings.DEFAULT.withKvBytes(20_000))) {
            for (Pick pick : Pick.values()) {
                GenerateRequest request = ask("x".repeat(100), Policy.RANDOM, 4, 8, pick);
                request = most(with(request, new Sampling(1, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -1.0), 7L)), 150);
                Sampled.of(request, bench::answer).matches(narrow.answer(request));
            }
            assertThat(narrow.engine.parked()).isPositive();
            narrow.holdsNothing();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0  | plan.dials.samples.count
            17 | plan.dials.samples.count
            """)
    void countsOutOfRangeAreRefused(int count, String param) {
        Answer answer = bench.answer(samples(with(plain("bad", plan(Policy.SMALL)), hot(1)), count, Pick.MAJORITY));
        assertThat(Objects.requireNonNull(answer.failure()).param()).isEqualTo(param);
    }

    @Test
    @SuppressWarnings("DataFlowIssue")
    void whatMakesNoSenseTogetherIsRefused() {
        GenerateRequest good = ask("bad", Policy.SMALL, 1, 3, Pick.MAJORITY);
        assertThat(refusal(Requests.plan(good, Requests.DIALS.withSamples(new SamplePlan(3, null))))).isEqualTo("plan.dials.samples.pick");
        assertThat(refusal(samples(choices(with(plain("bad", plan(Policy.SMALL)), hot(1)), 2), 3, Pick.MAJORITY))).isEqualTo("choices");
        assertThat(refusal(with(good, Sampling.GREEDY))).isEqualTo("sampling.temperature");
        assertThat(bench.answer(samples(with(plain("one", plan(Policy.SMALL)), Sampling.GREEDY), 1, Pick.MAJORITY)).failure()).isNull();
    }

    private @Nullable String refusal(GenerateRequest request) {
        GenerateEvent.Failed failure = bench.answer(request).failure();
        return failure == null ? null : failure.param();
    }
}
