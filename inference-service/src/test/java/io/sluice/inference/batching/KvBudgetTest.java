package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.hot;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Twenty pages of sixteen tokens for each model. */
class KvBudgetTest {

    private static final int PAGES = 20;
    private static final int ROOM = (PAGES - 1) * FakeModel.PAGE;
    private static final Sampling ENDLESS = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -100.0), null);

    private final Bench bench = new Bench(EngineSettings.DEFAULT.withKvBytes(PAGES * 1000));

    @AfterEach
    void nothingIsLeftOpen() {
        bench.holdsNothing();
        assertThat(bench.large.kvMemory().pagesHeld()).as("only what is kept for requests to come")
                .isLessThanOrEqualTo((int) (bench.engine.prefixBytes() / 1000));
        bench.close();
    }

    @Test
    void aPromptThatCanNeverFitIsRefusedAtOnce() {
        Answer refused = bench.answer(plain("p".repeat(ROOM), pinned("large")));
        assertThat(Objects.requireNonNull(refused.failure()).code()).isEqualTo("context_length_exceeded");
        assertThat(refused.failure().kind()).isEqualTo("user");
        assertThat(refused.failure().message()).contains("memory for keys and values").contains(String.valueOf(ROOM));
        assertThat(bench.large.passes).hasValue(0);
    }

    @Test
    void anAnswerEndsWhereTheMemoryDoes() {
        Answer answer = bench.answer(most(with(plain("p".repeat(ROOM - 30), pinned("large")), ENDLESS), null));
        assertThat(Objects.requireNonNull(answer.usage()).completionTokens()).isEqualTo(30);
    }

    @Test
    void requestsThatDoNotFitTogetherAllGetTheirAnswer() {
        List<GenerateRequest> requests = new ArrayList<>();
        List<List<Answer.Choice>> solo = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            requests.add(most(with(plain("request " + i + "x".repeat(17 * i), i % 2 == 0 ? pinned("large") : plan(Policy.RANDOM)), ENDLESS), 150));
            solo.add(bench.answer(requests.get(i)).choices());
        }
        CountDownLatch hold = bench.hold(bench.large);
        List<CompletableFuture<Answer>> together = requests.stream().map(bench::start).toList();
        hold.countDown();
        for (int i = 0; i < 8; i++) {
            Answer answer = Bench.get(together.get(i));
            assertThat(answer.failure()).isNull();
            assertThat(answer.choices()).as("request %d", i).isEqualTo(solo.get(i));
        }
        assertThat(bench.engine.parked()).isPositive();
    }

    @Test
    void whatIsReadAgainIsNotCountedAgain() {
        GenerateRequest request = most(with(plain("counted", plan(Policy.RANDOM)), ENDLESS), 200);
        List<Answer> solo = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            solo.add(bench.answer(Requests.tenant(request, "t" + i)));
        }
        long before = bench.engine.parked();
        List<CountDownLatch> holds = List.of(bench.hold(bench.small), bench.hold(bench.large));
        List<CompletableFuture<Answer>> together = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            together.add(bench.start(Requests.tenant(request, "u" + i)));
        }
        holds.forEach(CountDownLatch::countDown);
        for (int i = 0; i < 4; i++) {
            Answer crowded = Bench.get(together.get(i));
            assertThat(Objects.requireNonNull(crowded.routing()).flops()).isEqualTo(Objects.requireNonNull(solo.get(i).routing()).flops());
            assertThat(crowded.routing().catchUpTokens()).isEqualTo(solo.get(i).routing().catchUpTokens());
        }
        assertThat(bench.engine.parked() - before).isPositive();
    }

    @Test
    void aRequestWaitsInTheLineUntilItsPromptFits() {
        CountDownLatch hold = bench.hold(bench.large);
        CompletableFuture<Answer> first = bench.start(most(with(plain("a".repeat(ROOM - 50), pinned("large")), ENDLESS), 40));
        Bench.eventually("it runs", () -> bench.engine.running() == 1);
        CompletableFuture<Answer> second = bench.start(plain("b".repeat(100), pinned("large")));
        AtomicInteger together = new AtomicInteger();
        bench.large.beforePass = segments -> together.accumulateAndGet(segments.size(), Math::max);
        hold.countDown();
        assertThat(Bench.get(first).failure()).isNull();
        assertThat(Bench.get(second).failure()).isNull();
        assertThat(together).as("most sequences in one pass").hasValue(1);
        assertThat(bench.engine.parked()).isZero();
    }

    @Test
    void keptPrefixesMakeRoomBeforeAnybodyWaits() {
        for (int i = 0; i < 12; i++) {
            bench.answer(plain(i % 10 + "k".repeat(90) + i, pinned("large")));
        }
        assertThat(bench.engine.prefixesKept()).isBetween(1, 4);
        Answer big = bench.answer(most(with(plain("big".repeat(90), pinned("large")), ENDLESS), 30));
        assertThat(big.failure()).isNull();
        assertThat(bench.engine.parked()).isZero();
    }

    @Test
    void manyChoicesShareTheMemoryInTurn() {
        GenerateRequest request = choices(with(most(plain("many choices".repeat(10), pinned("large")), 60), hot(5)), 20);
        List<Answer.Choice> answers = bench.answer(request).choices();
        assertThat(answers).hasSize(20);
        for (int i = 0; i < 20; i++) {
            GenerateRequest single = with(most(plain("many choices".repeat(10), pinned("large")), 60), hot(5 + i));
            assertThat(answers.get(i)).as("choice %d", i).isEqualTo(bench.answer(single).choices().getFirst());
        }
    }

    @Test
    void cancellingGivesThePagesBack() {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(bench.start(Requests.tenant(most(with(plain("cancel me " + i, plan(Policy.RANDOM)), ENDLESS), 200), "t" + i)));
        }
        Bench.eventually("pages are taken", () -> bench.large.kvMemory().pagesHeld() > 5);
        answers.forEach(each -> each.cancel(false));
        bench.holdsNothing();
        Answer whole = bench.answer(most(with(plain("w".repeat(ROOM - 50), pinned("large")), ENDLESS), 50));
        assertThat(Objects.requireNonNull(whole.usage()).completionTokens()).isEqualTo(50);
    }
}
