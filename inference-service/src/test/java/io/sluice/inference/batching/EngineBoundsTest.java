package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.timeout;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineBoundsTest {

    private static final Sampling ENDLESS = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -100.0), null);

    private final Bench bench = new Bench(new EngineSettings(2, 3, 16, 64, Duration.ofMillis(300), 8, Duration.ofSeconds(30)));

    @AfterEach
    void nothingIsLeftOpen() {
        bench.holdsNothing();
        bench.close();
    }

    @Test
    void cancellingAtAnyStepFreesTheSlotBeforeTheNext() {
        Random random = new Random(4);
        for (int trial = 0; trial < 60; trial++) {
            GenerateRequest request = choices(with(plain("c".repeat(1 + random.nextInt(60)), plan(policy(random))), ENDLESS), 1 + random.nextInt(3));
            request = most(request, 400);
            SlowReader reader = new SlowReader();
            AtomicInteger passesLeft = new AtomicInteger(random.nextInt(60));
            AtomicInteger passesAfter = new AtomicInteger();
            Runnable count = () -> {
                int left = passesLeft.getAndDecrement();
                if (left == 0) {
                    reader.cancel();
                }
                passesAfter.addAndGet(left < 0 ? 1 : 0);
            };
            bench.small.duringPass = count;
            bench.large.duringPass = count;
            int events = bench.ended.size();
            bench.engine.generate(request).subscribe(reader);
            reader.ask(Long.MAX_VALUE);
            Bench.eventually("it ended", () -> bench.ended.size() > events);
            bench.holdsNothing();
            // The step that was cancelled inside may still hand over to the other model once.
            assertThat(passesAfter.get()).isLessThanOrEqualTo(1);
        }
        bench.small.duringPass = () -> { };
        bench.large.duringPass = () -> { };
        assertThat(bench.ended).allSatisfy(event -> assertThat(event.outcome()).isIn("cancelled", "completed"));
        assertThat(bench.ended).filteredOn(event -> event.outcome().equals("cancelled")).hasSizeGreaterThan(40);
    }

    @Test
    void cancellingOneRequestDoesNotTouchItsNeighbour() {
        GenerateRequest request = with(most(plain("neighbour", pinned("small")), 300), ENDLESS);
        List<Answer.Choice> solo = bench.answer(request).choices();
        for (int trial = 0; trial < 10; trial++) {
            CompletableFuture<Answer> kept = bench.start(request);
            CompletableFuture<Answer> dropped = bench.start(with(most(plain("dropped", plan(Policy.RANDOM)), 400), ENDLESS));
            dropped.cancel(false);
            assertThat(Bench.get(kept).choices()).isEqualTo(solo);
        }
    }

    @Test
    void cancelledWhileWaitingInTheLineIsForgotten() {
        CountDownLatch hold = hold();
        List<CompletableFuture<Answer>> busy = List.of(bench.start(endless("a")), bench.start(endless("b")));
        Bench.eventually("the engine is in a pass", () -> bench.small.openCaches.get() > 0);
        CompletableFuture<Answer> waiting = bench.start(endless("c"));
        waiting.cancel(false);
        hold.countDown();
        Bench.eventually("the line is empty", () -> bench.engine.queued() == 0);
        busy.forEach(each -> each.cancel(false));
    }

    @Test
    void oneRequestTooManyIsRefusedAtOnce() {
        CountDownLatch hold = hold();
        List<CompletableFuture<Answer>> accepted = new ArrayList<>();
        accepted.add(bench.start(endless("first")));
        Bench.eventually("the engine is in a pass", () -> bench.small.openCaches.get() > 0);
        for (int i = 0; i < 3; i++) {
            accepted.add(bench.start(endless("waits " + i)));
        }
        Answer refused = bench.answer(endless("too many"));
        assertThat(Objects.requireNonNull(refused.failure()).kind()).isEqualTo("capacity");
        assertThat(refused.failure().code()).isEqualTo("overloaded");
        hold.countDown();
        accepted.forEach(each -> each.cancel(false));
    }

    @Test
    void underTenfoldLoadTheRestIsToldAtOnceAndNobodyLosesAnAnswer() {
        try (Bench wide = new Bench()) {
            List<Answer.Choice> solo = wide.answer(plain("load", pinned("small"))).choices();
            CountDownLatch hold = wide.hold(wide.small);
            CompletableFuture<Answer> first = wide.start(plain("load", pinned("small")));
            Bench.eventually("the engine is in a pass", () -> wide.engine.running() == 1);
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 10 * (EngineSettings.DEFAULT.slots() + EngineSettings.DEFAULT.queue()); i++) {
                answers.add(wide.start(Requests.tenant(plain("load", pinned("small")), "t" + i % 7)));
            }
            List<Answer> refused = answers.stream().filter(CompletableFuture::isDone).map(Bench::get).toList();
            hold.countDown();
            assertThat(refused).as("an eighth of the line is kept for other tenants")
                    .hasSize(answers.size() - EngineSettings.DEFAULT.queue() * 7 / 8);
            assertThat(refused).allSatisfy(answer -> assertThat(Objects.requireNonNull(answer.failure()).code()).isEqualTo("overloaded"));
            answers.removeIf(answer -> refused.contains(Bench.get(answer)));
            answers.add(first);
            assertThat(answers).allSatisfy(answer -> assertThat(Bench.get(answer).choices()).isEqualTo(solo));
            wide.holdsNothing();
        }
    }

    @Test
    void aDeadlineEndsADecodeInProgress() {
        AtomicInteger passes = new AtomicInteger();
        bench.small.duringPass = () -> {
            if (passes.incrementAndGet() == 5) {
                bench.later.addAndGet(Duration.ofSeconds(11).toNanos());
            }
        };
        Answer answer = bench.answer(timeout(endless("late"), 10_000));
        assertThat(Objects.requireNonNull(answer.failure()).code()).isEqualTo("deadline_exceeded");
        assertThat(passes).hasValue(5);
    }

    @Test
    void aDeadlineAlsoCountsInTheLine() {
        CountDownLatch hold = hold();
        List<CompletableFuture<Answer>> busy = List.of(bench.start(endless("a")), bench.start(endless("b")));
        Bench.eventually("the engine is in a pass", () -> bench.small.openCaches.get() > 0);
        CompletableFuture<Answer> waiting = bench.start(timeout(endless("c"), 5_000));
        bench.later.addAndGet(Duration.ofSeconds(6).toNanos());
        hold.countDown();
        assertThat(Objects.requireNonNull(Bench.get(waiting).failure()).code()).isEqualTo("deadline_exceeded");
        busy.forEach(each -> each.cancel(false));
    }

    @Test
    void aSlowReaderPausesOnlyItself() {
        SlowReader slow = new SlowReader();
        bench.engine.generate(with(most(plain("slow", pinned("small")), 300), ENDLESS)).subscribe(slow);
        Answer other = bench.answer(with(most(plain("other", pinned("large")), 300), ENDLESS));
        assertThat(Objects.requireNonNull(other.usage()).completionTokens()).isEqualTo(300);
        // Every pass wrote one token of a few bytes; the buffer holds eight events, and a character has at most four tokens.
        assertThat(bench.small.passes.get()).as("as far as its buffer goes").isLessThan(4 * (8 + 4));
        slow.ask(1);
        Bench.eventually("it takes what it asked for", () -> slow.received.size() == 1);
        slow.ask(Long.MAX_VALUE);
        Bench.eventually("it completes", () -> slow.completed);
        assertThat(slow.received.getLast()).isInstanceOf(GenerateEvent.Completed.class);
    }

    @Test
    void aReaderThatSleepsTooLongLosesItsRequest() {
        SlowReader slow = new SlowReader();
        GenerateRequest request = timeout(with(most(plain("asleep", pinned("small")), 300), ENDLESS), Long.MAX_VALUE);
        bench.engine.generate(request).subscribe(slow);
        Bench.eventually("it lost its slot", () -> {
            bench.later.addAndGet(Duration.ofSeconds(31).toNanos());
            return bench.engine.running() == 0 && !bench.ended.isEmpty();
        });
        slow.ask(Long.MAX_VALUE);
        Bench.eventually("told why", () -> slow.completed);
        assertThat(slow.received.getLast()).isInstanceOfSatisfying(GenerateEvent.Failed.class,
                failed -> assertThat(failed.code()).isEqualTo("slow_consumer"));
        assertThat(slow.received).hasSizeLessThan(8 + 4);
    }

    @Test
    void eventsKeepTheirOrderUnderAnyDemand() {
        Random random = new Random(9);
        GenerateRequest request = choices(with(plain("demand", pinned("small")), Requests.hot(2)), 3);
        List<Answer.Choice> expected = bench.answer(request).choices();
        SlowReader reader = new SlowReader();
        bench.engine.generate(request).subscribe(reader);
        while (!reader.completed) {
            reader.ask(1 + random.nextInt(3));
        }
        assertThat(reader.received.getFirst()).isInstanceOf(GenerateEvent.Started.class);
        assertThat(reader.received.getLast()).isInstanceOf(GenerateEvent.Completed.class);
        assertThat(reader.received).filteredOn(GenerateEvent.Finished.class::isInstance).hasSize(3);
        StringBuilder[] texts = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
        for (GenerateEvent event : reader.received) {
            if (event instanceof GenerateEvent.Delta delta) {
                texts[delta.choice()].append(delta.text());
            }
        }
        assertThat(List.of(texts)).map(StringBuilder::toString).isEqualTo(expected.stream().map(Answer.Choice::text).toList());
    }

    @Test
    void demandThatIsNotPositiveIsAnErrorOfTheReader() {
        SlowReader reader = new SlowReader();
        bench.engine.generate(endless("bad demand")).subscribe(reader);
        reader.ask(0);
        Bench.eventually("told", () -> reader.error != null);
        assertThat(reader.error).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aModelThatFailsTakesOnlyItsOwnRequestsDown() {
        CompletableFuture<Answer> healthy = bench.start(with(most(plain("healthy", pinned("large")), 200), ENDLESS));
        bench.small.duringPass = () -> {
            throw new IllegalStateException("broken weights");
        };
        Answer broken = bench.answer(endless("broken"));
        assertThat(Objects.requireNonNull(broken.failure()).kind()).isEqualTo("internal");
        assertThat(broken.failure().code()).isEqualTo("engine_failure");
        assertThat(broken.failure().message()).doesNotContain("weights");
        assertThat(Bench.get(healthy).failure()).isNull();
        bench.small.duringPass = () -> { };
        assertThat(bench.answer(plain("again", pinned("small"))).failure()).isNull();
        assertThat(bench.engine.alive()).isTrue();
    }

    @Test
    void notEnoughMemoryIsACapacityFailure() {
        bench.small.duringPass = () -> {
            throw new OutOfMemoryError("test");
        };
        assertThat(Objects.requireNonNull(bench.answer(endless("big")).failure()).code()).isEqualTo("out_of_memory");
        bench.small.duringPass = () -> { };
        assertThat(bench.engine.alive()).isTrue();
    }

    @Test
    void closingEndsEveryRequestWithAReason() {
        CountDownLatch hold = hold();
        CompletableFuture<Answer> running = bench.start(endless("runs"));
        Bench.eventually("the engine is in a pass", () -> bench.small.openCaches.get() > 0);
        Thread closing = Thread.ofPlatform().start(bench.engine::close);
        Bench.eventually("close waits for the pass", () -> closing.getState() == Thread.State.TIMED_WAITING);
        hold.countDown();
        Bench.eventually("closed", () -> !closing.isAlive());
        assertThat(Objects.requireNonNull(Bench.get(running).failure()).code()).isEqualTo("shutting_down");
        assertThat(Objects.requireNonNull(bench.answer(endless("after")).failure()).kind()).isEqualTo("capacity");
        assertThat(bench.engine.alive()).isFalse();
    }

    @Test
    void aRequestWithManyChoicesDoesNotKeepOthersOut() {
        CountDownLatch hold = hold();
        CompletableFuture<Answer> many = bench.start(choices(with(most(plain("many", pinned("small")), 400), ENDLESS), 60));
        Bench.eventually("the engine is in a pass", () -> bench.small.openCaches.get() > 0);
        CompletableFuture<Answer> single = bench.start(with(most(plain("single", pinned("small")), 20), ENDLESS));
        CompletableFuture<Boolean> manyFirst = single.thenApply(answer -> many.isDone());
        hold.countDown();
        assertThat(Bench.get(manyFirst)).isFalse();
        assertThat(Bench.get(many).choices()).hasSize(60);
    }

    private CountDownLatch hold() {
        return bench.hold(bench.small);
    }

    private static Policy policy(Random random) {
        Policy[] policies = {Policy.SMALL, Policy.LARGE, Policy.RANDOM, Policy.PROBE, Policy.CASCADE};
        return policies[random.nextInt(policies.length)];
    }

    private static GenerateRequest endless(String prompt) {
        return with(most(plain(prompt, pinned("small")), 400), ENDLESS);
    }
}
