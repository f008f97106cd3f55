package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.GenerateRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** An engine with two fake models, a clock that a test may move, and everything the engine told. */
final class Bench implements AutoCloseable {

    final FakeModel small = new FakeModel("small", 1_000, 11);
    final FakeModel large = new FakeModel("large", 10_000, 22);
    final Queue<InferenceCompleted> ended = new ConcurrentLinkedQueue<>();
    /** Added to the real monotonic clock. */
    final AtomicLong later = new AtomicLong();
    final GenerationEngine engine;

    Bench() {
        this(EngineSettings.DEFAULT);
    }

    Bench(EngineSettings settings) {
        AtomicLong cpu = new AtomicLong();
        Instruments instruments = new Instruments(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                () -> System.nanoTime() + later.get(), () -> cpu.addAndGet(1_000), RandomGenerator.of("L64X128MixRandom"));
        engine = new GenerationEngine(settings, instruments, ended::add);
        engine.serve(small, ModelRole.SMALL);
        engine.serve(large, ModelRole.LARGE);
    }

    CompletableFuture<Answer> start(GenerateRequest request) {
        return Answer.of(engine.generate(request));
    }

    Answer answer(GenerateRequest request) {
        return get(start(request));
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** Waits for another thread to get there; fails after twenty seconds. */
    static void eventually(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.yield();
        }
    }

    /** Keeps the engine inside the model's next pass until it is counted down. */
    CountDownLatch hold(FakeModel model) {
        CountDownLatch hold = new CountDownLatch(1);
        model.duringPass = () -> {
            try {
                hold.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
        return hold;
    }

    /** Except prefixes that are kept for requests to come. */
    void holdsNothing() {
        eventually("slots and caches are free", () -> engine.running() == 0 && engine.queued() == 0
                && small.openCaches.get() + large.openCaches.get() == engine.prefixesKept());
    }

    @Override
    public void close() {
        engine.close();
        assertThat(small.openCaches).hasValue(0);
        assertThat(large.openCaches).hasValue(0);
        assertThat(small.kvMemory().pagesHeld()).isZero();
        assertThat(large.kvMemory().pagesHeld()).isZero();
    }
}
