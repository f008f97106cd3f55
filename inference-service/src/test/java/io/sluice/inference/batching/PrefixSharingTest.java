package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.details;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefixSharingTest {

    private static final String SYSTEM = IntStream.range(0, 100).mapToObj(i -> "%04d".formatted(i)).reduce("", String::concat);

    private final Bench bench = new Bench();

    @AfterEach
    void nothingIsLeftOpen() {
        bench.holdsNothing();
        bench.close();
    }

    @Test
    void aLaterRequestReadsOnlyWhatIsNew() {
        Answer first = bench.answer(ask("first?"));
        assertThat(Objects.requireNonNull(first.usage()).cachedTokens()).isNull();
        long before = bench.large.rows.get();
        Answer second = bench.answer(ask("another one?"));
        assertThat(Objects.requireNonNull(second.usage()).cachedTokens()).isEqualTo(SYSTEM.length());
        assertThat(second.usage().promptTokens()).isEqualTo(SYSTEM.length() + 12);
        assertThat(bench.large.rows.get() - before).isEqualTo(12);
        assertThat(bench.engine.prefixHits()).isEqualTo(1);
        assertThat(bench.engine.prefixTokensSaved()).isEqualTo(SYSTEM.length());
        assertThat(bench.engine.prefixBytes()).isPositive();
    }

    @Test
    void requestsAtTheSameTimeReadTheirCommonPrefixOnce() {
        CountDownLatch hold = bench.hold(bench.large);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(bench.start(ask("question " + i)));
        }
        hold.countDown();
        List<Integer> cached = answers.stream().map(each -> Objects.requireNonNull(Bench.get(each).usage()).cachedTokens()).toList();
        assertThat(cached).filteredOn(Objects::isNull).hasSize(1);
        assertThat(cached).filteredOn(Objects::nonNull).hasSize(7).allSatisfy(each -> assertThat(each).isGreaterThanOrEqualTo(400));
        assertThat(bench.large.rows).as("the prefix with one question, then one digit each").hasValue(400 + 10 + 7);
    }

    @Test
    void anotherTenantReadsItAgain() {
        bench.answer(tenant(ask("?"), "a"));
        long before = bench.large.rows.get();
        Answer stranger = bench.answer(tenant(ask("?"), "b"));
        assertThat(Objects.requireNonNull(stranger.usage()).cachedTokens()).isNull();
        assertThat(bench.large.rows.get() - before).isEqualTo(401);
        assertThat(Objects.requireNonNull(bench.answer(tenant(ask("?"), "b")).usage()).cachedTokens()).isEqualTo(400);
    }

    @Test
    void anotherTenantDoesNotWaitForItEither() {
        CountDownLatch hold = bench.hold(bench.large);
        CompletableFuture<Answer> one = bench.start(tenant(ask("?"), "a"));
        CompletableFuture<Answer> other = bench.start(tenant(ask("?"), "b"));
        hold.countDown();
        assertThat(Bench.get(one).choices()).isEqualTo(Bench.get(other).choices());
        assertThat(bench.large.rows).hasValue(2 * 401);
    }

    @Test
    void aConversationGoesOnWhereItsAnswerEnded() {
        String question = "a question of more than sixteen tokens";
        String answer = bench.answer(plain(question, pinned("small"))).choices().getFirst().text();
        String next = question + answer + " and then?";
        int cached = Objects.requireNonNull(Objects.requireNonNull(bench.answer(plain(next, pinned("small"))).usage()).cachedTokens());
        assertThat(cached).isGreaterThanOrEqualTo(question.length() + answer.length() - 1);
    }

    @Test
    void anAnswerIsTheSameWithAndWithout() {
        try (Bench without = new Bench(EngineSettings.DEFAULT.withPrefixes(0))) {
            for (Policy policy : Policy.values()) {
                RoutePlan plan = policy == Policy.ENTROPY ? Requests.entropy(EntropyRule.PUBLISHED, 2, 2, 2, 1) : plan(policy);
                for (int i = 0; i < 6; i++) {
                    GenerateRequest request = Requests.with(choices(plain(SYSTEM.substring(0, 100 + 50 * i) + "q" + i, plan), 1 + i % 3),
                            Requests.hot(i));
                    Answer expected = without.answer(request);
                    Answer shared = bench.answer(request);
                    assertThat(shared.choices()).as("%s", request).isEqualTo(expected.choices());
                    assertThat(Objects.requireNonNull(shared.routing()).flops()).as("counted as if it had been read")
                            .isEqualTo(Objects.requireNonNull(expected.routing()).flops());
                    assertThat(shared.routing().catchUpTokens()).isEqualTo(expected.routing().catchUpTokens());
                }
            }
            assertThat(bench.engine.prefixHits()).isGreaterThan(20);
            assertThat(without.engine.prefixHits()).isZero();
        }
    }

    @Test
    void whoNeedsTheLogitsOfThePromptReadsAllOfIt() {
        bench.answer(plain(SYSTEM + "?", pinned("small")));
        long before = bench.small.rows.get();
        Answer echo = bench.answer(details(most(plain(SYSTEM + "?", pinned("small")), 1), 1, true, false));
        assertThat(bench.small.rows.get() - before).isEqualTo(401);
        assertThat(echo.choices().getFirst().tokens()).hasSize(402);
        assertThat(Objects.requireNonNull(echo.usage()).cachedTokens()).isNull();
        before = bench.small.rows.get();
        bench.answer(most(plain(SYSTEM + "?", plan(Policy.PROBE)), 1));
        assertThat(bench.small.rows.get() - before).isEqualTo(401);
    }

    @Test
    void aReaderThatSleepsDoesNotHoldUpThoseWhoBeginAlike() {
        try (Bench narrow = new Bench(new EngineSettings(4, 8, 16, 64, Duration.ofMillis(300), 1, Duration.ofSeconds(30)))) {
            SlowReader asleep = new SlowReader();
            narrow.engine.generate(ask("asleep")).subscribe(asleep);
            Bench.eventually("it has a slot", () -> narrow.engine.running() == 1);
            assertThat(narrow.answer(ask("awake")).failure()).isNull();
            assertThat(asleep.received).isEmpty();
            asleep.cancel();
        }
    }

    @Test
    void whenTheFirstReaderLeavesAnotherReadsOn() {
        CountDownLatch hold = bench.hold(bench.large);
        CompletableFuture<Answer> first = bench.start(ask("first"));
        CompletableFuture<Answer> second = bench.start(ask("second"));
        CompletableFuture<Answer> third = bench.start(ask("third"));
        first.cancel(false);
        hold.countDown();
        assertThat(Bench.get(second).failure()).isNull();
        assertThat(Bench.get(third).failure()).isNull();
    }

    @Test
    void whatFailedIsNotKept() {
        bench.large.duringPass = () -> {
            if (bench.large.passes.get() == 1) {
                throw new IllegalStateException("broken");
            }
        };
        assertThat(bench.answer(ask("?")).failure()).isNotNull();
        assertThat(bench.engine.prefixesKept()).isZero();
    }

    private static GenerateRequest ask(String question) {
        return most(plain(SYSTEM + question, pinned("large")), 1);
    }
}
