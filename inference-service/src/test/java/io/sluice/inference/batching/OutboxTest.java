package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.GenerateEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static GenerateEvent event(int number) {
        return new GenerateEvent.Delta(number, "", List.of());
    }

    @Test
    void deliversAsMuchAsWasAskedFor() {
        Taker taker = new Taker();
        Outbox outbox = new Outbox(taker, 4, () -> { });
        outbox.offer(event(0));
        assertThat(taker.numbers).isEmpty();
        outbox.request(2);
        outbox.offer(event(1));
        outbox.offer(event(2));
        assertThat(taker.numbers).containsExactly(0, 1);
        outbox.complete();
        assertThat(taker.completed).isFalse();
        outbox.request(1);
        assertThat(taker.numbers).containsExactly(0, 1, 2);
        assertThat(taker.completed).isTrue();
    }

    @Test
    void wakesTheEngineWhenThereIsRoomAgain() {
        AtomicInteger woken = new AtomicInteger();
        Outbox outbox = new Outbox(new Taker(), 2, woken::incrementAndGet);
        outbox.offer(event(0));
        assertThat(outbox.hasRoom()).isTrue();
        outbox.offer(event(1));
        assertThat(outbox.hasRoom()).isFalse();
        assertThat(woken).hasValue(0);
        outbox.request(1);
        assertThat(outbox.hasRoom()).isTrue();
        assertThat(woken).hasValue(1);
    }

    @Test
    void nothingComesAfterCancelling() {
        Taker taker = new Taker();
        AtomicInteger woken = new AtomicInteger();
        Outbox outbox = new Outbox(taker, 2, woken::incrementAndGet);
        outbox.offer(event(0));
        outbox.cancel();
        outbox.request(5);
        outbox.offer(event(1));
        outbox.complete();
        assertThat(taker.numbers).isEmpty();
        assertThat(taker.completed).isFalse();
        assertThat(outbox.cancelled()).isTrue();
        assertThat(woken).hasPositiveValue();
    }

    @Test
    void aReaderMayAskFromInsideItsOwnEvent() {
        List<Integer> numbers = new ArrayList<>();
        Outbox[] outbox = new Outbox[1];
        outbox[0] = new Outbox(new Taker() {
            @Override
            public void onNext(GenerateEvent event) {
                numbers.add(((GenerateEvent.Delta) event).choice());
                outbox[0].request(1);
            }
        }, 4, () -> { });
        outbox[0].request(1);
        for (int i = 0; i < 10_000; i++) {
            outbox[0].offer(event(i));
        }
        assertThat(numbers).hasSize(10_000).isSorted();
    }

    @Test
    void demandAddsUpWithoutOverflow() {
        Taker taker = new Taker();
        Outbox outbox = new Outbox(taker, 4, () -> { });
        outbox.request(Long.MAX_VALUE - 1);
        outbox.request(Long.MAX_VALUE);
        outbox.offer(event(0));
        outbox.offer(event(1));
        assertThat(taker.numbers).containsExactly(0, 1);
    }

    @Test
    void writerAndReaderOnDifferentThreadsLoseAndReorderNothing() throws InterruptedException {
        Random random = new Random(6);
        for (int trial = 0; trial < 20; trial++) {
            Taker taker = new Taker();
            Outbox outbox = new Outbox(taker, 8, () -> { });
            int count = 2000;
            int cancelAt = random.nextBoolean() ? random.nextInt(count) : Integer.MAX_VALUE;
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < count; i++) {
                    outbox.offer(event(i));
                }
                outbox.complete();
            });
            for (int asked = 0; asked <= count && asked < cancelAt; asked++) {
                outbox.request(1);
            }
            if (cancelAt != Integer.MAX_VALUE) {
                outbox.cancel();
            }
            writer.join();
            assertThat(taker.overlapped).isFalse();
            assertThat(taker.numbers).isSorted().doesNotHaveDuplicates();
            if (cancelAt == Integer.MAX_VALUE) {
                assertThat(taker.numbers).hasSize(count);
                assertThat(taker.completed).isTrue();
            }
        }
    }

    /** Keeps what came, and notes when two signals came at once. */
    private static class Taker implements Flow.Subscriber<GenerateEvent> {

        private final List<Integer> numbers = new ArrayList<>();
        private final AtomicBoolean inside = new AtomicBoolean();
        private volatile boolean overlapped;
        private volatile boolean completed;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            // The test holds the subscription.
        }

        @Override
        public void onNext(GenerateEvent event) {
            overlapped |= !inside.compareAndSet(false, true);
            numbers.add(((GenerateEvent.Delta) event).choice());
            inside.set(false);
        }

        @Override
        public void onError(Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public void onComplete() {
            completed = true;
        }
    }
}
