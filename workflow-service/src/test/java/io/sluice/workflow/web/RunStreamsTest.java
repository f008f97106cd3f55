package io.sluice.workflow.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.Spending;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

class RunStreamsTest {

    private final Book book = new Book();
    private final RunStreams streams = new RunStreams(book, new PublicJson(JsonMapper.shared()), Duration.ofSeconds(10));

    @Test
    void tellsWhatWasAndWhatComes() {
        book.tell(3);
        StepVerifier.create(streams.events("r", 1).map(RunEvent::seq))
                .expectNext(2L, 3L)
                .then(() -> book.tell(2))
                .expectNext(4L, 5L)
                .then(book::end)
                .expectNext(6L)
                .verifyComplete();
        assertThat(book.listeners).isEmpty();
    }

    @Test
    void givesASlowReaderAllOfItAndHoldsLittleForIt() {
        book.tell(2000);
        book.end();
        List<Long> seen = new ArrayList<>();
        BaseSubscriber<Long> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(Long seq) {
                seen.add(seq);
            }
        };
        streams.events("r", 0).map(RunEvent::seq).subscribe(slow);
        assertThat(seen).containsExactly(1L);
        assertThat(book.listeners).hasSizeLessThanOrEqualTo(1);
        for (int i = 0; i < 300; i++) {
            slow.request(7);
        }
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 2001).boxed().toList());
        assertThat(slow.isDisposed()).isTrue();
        assertThat(book.listeners).isEmpty();
    }

    @Test
    void forgetsAReaderThatGoesAway() {
        book.tell(1);
        StepVerifier.create(streams.stream("r", 0)).expectNextCount(1).thenCancel().verify();
        assertThat(book.listeners).isEmpty();
    }

    @Test
    void goesOnBehindAnEndThatWasTakenBack() {
        book.tell(1);
        book.end();
        book.goBack();
        StepVerifier.create(streams.events("r", 0).map(RunEvent::seq))
                .expectNext(1L, 2L, 3L)
                .then(book::end)
                .expectNext(4L)
                .verifyComplete();
    }

    @Test
    void breaksSilenceWithComments() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        RunStreams timed = new RunStreams(book, new PublicJson(JsonMapper.shared()), Duration.ofSeconds(10), time);
        book.tell(1);
        StepVerifier.create(timed.stream("r", 0).map(event -> event.comment() == null ? "event " + event.id() : "ping"))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(25)))
                .expectNext("event 1", "ping", "ping")
                .then(book::end)
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(1)))
                .expectNext("event 2")
                .verifyComplete();
    }

    @Test
    void aReplicaThatStaysBehindSaysSoAndOneThatIsNotWaitsForNothing() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        RunStreams timed = new RunStreams(book, new PublicJson(JsonMapper.shared()), Duration.ofSeconds(10), time);
        book.tell(2);
        book.upToNow = new CompletableFuture<>();
        StepVerifier.create(timed.caughtUp("r", 2)).verifyComplete();
        StepVerifier.create(timed.caughtUp("r", 3))
                .then(() -> time.advanceTimeBy(RunStreams.BEHIND_MAX.plusMillis(1)))
                .verifyErrorSatisfies(failure -> assertThat(failure).isInstanceOfSatisfying(SluiceException.class,
                        behind -> assertThat(behind.code()).isEqualTo("replica_behind")));
        StepVerifier.create(timed.caughtUp("r", 3))
                .then(() -> book.upToNow.complete(null))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .verifyComplete();
    }

    @Test
    void namesEventsByWhatHappened() {
        assertThat(RunStreams.name(new RunEvent.Unknown("io.sluice.workflow.run.annotated.v2", "r", 1, Instant.EPOCH))).isEqualTo("run.annotated");
        assertThat(EventViews.of(new RunEvent.Unknown("io.sluice.workflow.run.annotated.v2", "r", 1, Instant.EPOCH), new PublicJson(JsonMapper.shared()))
                .propertyNames()).containsExactly("event", "run", "seq", "at");
        assertThat(RunStreams.name(new RunEvent.Paused("r", 1, "me", Instant.EPOCH))).isEqualTo("run.paused");
    }

    /** A run whose events are made by the test. */
    private static final class Book implements RunBook {

        private final List<RunEvent> events = new ArrayList<>();
        private final List<Consumer<RunEvent>> listeners = new ArrayList<>();
        private @Nullable RunState state;
        private CompletableFuture<Void> upToNow = CompletableFuture.completedFuture(null);

        void tell(int count) {
            for (int i = 0; i < count; i++) {
                tell(events.isEmpty()
                        ? new RunEvent.Started("r", 1, "me", null, "me", "w", 1, "d", Map.of(), 1, 0, 1, 60, null, null, Instant.EPOCH)
                        : new RunEvent.CommandRefused("r", events.size() + 1, "c", "no", "no", Instant.EPOCH));
            }
        }

        void end() {
            tell(new RunEvent.Failed("r", events.size() + 1, "odd", "it failed", Spending.NONE, Instant.EPOCH));
        }

        void goBack() {
            tell(new RunEvent.Rewound("r", events.size() + 1, 0, "me", Instant.EPOCH));
        }

        private void tell(RunEvent event) {
            events.add(event);
            state = RunState.after(state, event);
            List.copyOf(listeners).forEach(listener -> listener.accept(event));
        }

        @Override
        public CompletableFuture<Void> upToNow() {
            return upToNow;
        }

        @Override
        public boolean full() {
            return false;
        }

        @Override
        public Optional<RunState> find(String run) {
            return Optional.ofNullable(state);
        }

        @Override
        public List<RunState> list(Query query) {
            return List.of();
        }

        @Override
        public List<RunState> ended(String workflow, IntPredicate versions, int most) {
            return List.of();
        }

        @Override
        public List<RunEvent> history(String run) {
            return List.copyOf(events);
        }

        @Override
        public Following follow(String run, long afterSeq, Consumer<RunEvent> listener) {
            events.stream().filter(event -> event.seq() > afterSeq).toList().forEach(listener);
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }
}
