package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.entropy;
import static io.sluice.inference.batching.Requests.hot;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sequences that are far longer than the memory, of models that look back 40 positions. A page holds sixteen tokens. */
class SlidingWindowTest {

    private static final int WINDOW = 40;
    private static final int ROWS = 32;
    private static final int PAGES = 14;
    private static final int LONG = 400;
    private static final Sampling ENDLESS = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -100.0), null);

    private static Bench bench(int window, int pages) {
        Bench bench = new Bench(new EngineSettings(8, 64, 24, ROWS, Duration.ofMillis(300), 64, Duration.ofSeconds(30), pages * 1000L, 64));
        bench.small.window = window;
        bench.large.window = window;
        return bench;
    }

    private static GenerateRequest request(int i) {
        RoutePlan plan = List.of(plan(Policy.RANDOM), plan(Policy.SPECULATIVE), plan(Policy.CASCADE),
                entropy(EntropyRule.CURRENT, 2.5, 1, 1, 0)).get(i % 4);
        return most(with(plain(i + " prompt ".repeat(3 * i + 1), plan), ENDLESS), LONG - 35 * i);
    }

    @Test
    void answersAreThoseOfAModelThatKeepsEverythingInTheMemoryOfTheWindow() {
        List<List<Answer.Choice>> expected = new ArrayList<>();
        try (Bench whole = bench(Integer.MAX_VALUE, 10_000)) {
            for (int i = 0; i < 8; i++) {
                expected.add(whole.answer(request(i)).choices());
            }
            whole.holdsNothing();
        }
        try (Bench bench = bench(WINDOW, PAGES)) {
            AtomicInteger highest = new AtomicInteger();
            bench.large.beforePass = segments -> highest.accumulateAndGet(bench.large.kvMemory().pagesHeld(), Math::max);
            CountDownLatch hold = bench.hold(bench.large);
            List<CompletableFuture<Answer>> together = Stream.iterate(0, i -> i < 8, i -> i + 1)
                    .map(i -> bench.start(request(i))).toList();
            hold.countDown();
            for (int i = 0; i < 8; i++) {
                Answer answer = Bench.get(together.get(i));
                assertThat(answer.failure()).as("request %d", i).isNull();
                assertThat(answer.choices()).as("request %d", i).isEqualTo(expected.get(i));
            }
            assertThat(highest.get()).isBetween(5, PAGES);
            bench.holdsNothing();
        }
    }

    @Test
    void admissionCountsWhatASequenceHoldsAtOnce() {
        int most = Math.ceilDiv(WINDOW - 1 + 64 + ROWS, FakeModel.PAGE) + 1;
        GenerateRequest request = most(with(plain("p".repeat(300), pinned("large")), ENDLESS), null);
        try (Bench enough = bench(WINDOW, most + 1)) {
            Answer answer = enough.answer(request);
            assertThat(Objects.requireNonNull(answer.usage()).completionTokens()).as("up to the end of the context")
                    .isEqualTo(512 - answer.usage().promptTokens());
            enough.holdsNothing();
        }
        try (Bench less = bench(WINDOW, most)) {
            assertThat(Objects.requireNonNull(less.answer(request).failure()).code()).isEqualTo("context_length_exceeded");
        }
    }

    @Test
    void twoLongSequencesRunSideBySideWhereOnlyTheirWindowsFit() {
        try (Bench bench = bench(WINDOW, 24)) {
            AtomicInteger together = new AtomicInteger();
            bench.large.beforePass = segments -> together.accumulateAndGet(segments.size(), Math::max);
            List<CompletableFuture<Answer>> two = Stream.of("a", "b")
                    .map(name -> bench.start(most(with(plain(name.repeat(100), pinned("large")), ENDLESS), 300))).toList();
            two.forEach(each -> assertThat(Bench.get(each).failure()).isNull());
            assertThat(together).hasValue(2);
            assertThat(bench.engine.parked()).isZero();
            bench.holdsNothing();
        }
    }

    @Test
    void aPromptServesOthersAfterItsAnswerHasLeftItBehind() {
        String document = "document ".repeat(25);
        try (Bench bench = bench(WINDOW, 1000)) {
            Answer first = bench.answer(most(with(plain(document + "first?", pinned("large")), ENDLESS), 200));
            Answer second = bench.answer(most(with(plain(document + "second?", pinned("large")), ENDLESS), 200));
            assertThat(first.failure()).isNull();
            assertThat(Objects.requireNonNull(first.usage()).cachedTokens()).isNull();
            assertThat(Objects.requireNonNull(second.usage()).cachedTokens()).isGreaterThanOrEqualTo(document.length());
            GenerateRequest stranger = Requests.tenant(most(with(plain(document + "third?", pinned("large")), ENDLESS), 9), "another");
            assertThat(Objects.requireNonNull(bench.answer(stranger).usage()).cachedTokens()).isNull();
            bench.holdsNothing();
        }
    }

    @Test
    void choicesForkAPromptThatIsLongerThanTheWindow() {
        GenerateRequest single = with(most(plain("a long prompt ".repeat(15), pinned("large")), 150), hot(5));
        try (Bench whole = bench(Integer.MAX_VALUE, 10_000); Bench bench = bench(WINDOW, 30)) {
            List<Answer.Choice> answers = bench.answer(choices(single, 6)).choices();
            assertThat(answers).hasSize(6).isEqualTo(whole.answer(choices(single, 6)).choices());
            bench.holdsNothing();
            whole.holdsNothing();
        }
    }
}
