package io.sluice.selection.kafka;

import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.selection.job.Book;
import io.sluice.selection.job.Desk;
import io.sluice.selection.job.Doer;
import io.sluice.selection.job.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the things whose partition is this replica's say is next (pipelines; comparisons and their runs), and tells what came of it.
 * What it knows beyond the facts is when to look again: after it another replica goes on from the facts.
 *
 * @param <E> facts
 * @param <A> what is to be done
 */
public final class FactWorker<E extends SluiceEvent, A> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FactWorker.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LOOK_MAX = Duration.ofSeconds(10);
    /** What passes sooner is not worth a fact. */
    private static final Duration TOLD_AFTER = Duration.ofSeconds(3);

    private final Topic topic;
    private final Book<E, ?, A> book;
    private final Desk<E> desk;
    private final Doer<E, A> doer;
    private final Clock clock;
    private final Limits limits;
    private final ExecutorService threads;
    private final Map<Place, Look> looks = new HashMap<>();
    private final FollowingThread thread;

    /**
     * Where the facts are.
     *
     * @param group of the replicas among which the topic's partitions are shared out
     */
    public record Topic(String bootstrapServers, String name, String group) {
    }

    /**
     * @param atOnce   actions that are done at the same time
     * @param patience with what stands in an action's way, after which it is given up
     */
    public record Limits(int atOnce, Duration patience) {
    }

    /** Of what may be done at once of one thing. */
    private record Place(String id, String part) {

        @Override
        public String toString() {
            return part.isEmpty() ? id : part;
        }
    }

    /** At one of them. */
    private final class Look {

        private @Nullable Future<Outcome<E>> running;
        private @Nullable A action;
        private Pipeline.@Nullable Reason waits;
        private @Nullable String told;
        private long waitsSinceNanos;
        private long nextNanos = System.nanoTime();
        private Duration pause = LOOK;
    }

    public FactWorker(Topic topic, Book<E, ?, A> book, Desk<E> desk, Doer<E, A> doer, Limits limits, Clock clock) {
        this.topic = topic;
        this.book = book;
        this.desk = desk;
        this.doer = doer;
        this.clock = clock;
        this.limits = limits;
        this.threads = Executors.newFixedThreadPool(limits.atOnce(), Thread.ofPlatform().daemon().name(topic.group() + "-", 0).factory());
        this.thread = new FollowingThread(topic.group(), this::follow);
    }

    private void follow(BooleanSupplier open) {
        try (OwnedKeys owned = new OwnedKeys(topic.bootstrapServers(), topic.group(), topic.name())) {
            while (open.getAsBoolean()) {
                owned.poll(POLL);
                follow(owned);
            }
        }
    }

    /** A new owner first learns what the one before it did. */
    private void follow(OwnedKeys owned) {
        if (!desk.caughtUp() || !owned.any()) {
            return;
        }
        if (owned.moved()) {
            desk.upToNow().join();
        }
        Map<Place, A> next = new HashMap<>();
        List<String> open = book.open();
        for (String id : open) {
            if (owned.mine(id)) {
                book.next(id).forEach((part, action) -> next.put(new Place(id, part), action));
            }
        }
        looks.keySet().removeIf(place -> !next.containsKey(place) && looks.get(place).running == null);
        next.keySet().forEach(place -> looks.computeIfAbsent(place, same -> new Look()));
        looks.forEach((place, look) -> look(place, look, next.get(place)));
    }

    private void look(Place place, Look look, @Nullable A next) {
        if (look.running != null) {
            if (look.running.isDone()) {
                Future<Outcome<E>> done = look.running;
                look.running = null;
                settle(place, look, outcome(place, done, look.action));
            }
            return;
        }
        long running = looks.values().stream().filter(each -> each.running != null).count();
        if (next != null && System.nanoTime() - look.nextNanos >= 0 && running < limits.atOnce()) {
            look.action = next;
            look.running = threads.submit(() -> doer.run(place.id(), next));
        }
    }

    private Outcome<E> outcome(Place place, Future<Outcome<E>> done, @Nullable A action) {
        try {
            return done.get();
        } catch (ExecutionException failure) {
            LOG.warn("a step of {} failed and is tried again", place, failure.getCause());
            return new Outcome.Waiting<>(action == null ? null : new Pipeline.Reason(doer.step(action), "step_failed", null,
                    "the step failed: " + failure.getCause().getClass().getSimpleName()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Outcome.Waiting<>(null);
        }
    }

    private void settle(Place place, Look look, Outcome<E> outcome) {
        long now = System.nanoTime();
        switch (outcome) {
            case Outcome.Told<E>(E fact) -> {
                LOG.info("{}: {}", place, fact.type());
                desk.append(fact).join();
                look.waits = null;
                look.told = null;
                look.pause = LOOK;
                look.nextNanos = now;
            }
            case Outcome.Waiting<E>(Pipeline.Reason reason) -> {
                if (reason == null) {
                    resume(place, look);
                }
                if (reason == null || look.waits == null || !look.waits.code().equals(reason.code())) {
                    look.waits = reason;
                    look.waitsSinceNanos = now;
                    look.pause = LOOK;
                } else {
                    tell(place, look, reason, Duration.ofNanos(now - look.waitsSinceNanos));
                    look.pause = look.pause.multipliedBy(2).compareTo(LOOK_MAX) < 0 ? look.pause.multipliedBy(2) : LOOK_MAX;
                }
                look.nextNanos = now + look.pause.toNanos();
            }
        }
    }

    /** What it waited for came: no longer is it told. */
    private void resume(Place place, Look look) {
        look.told = null;
        if (look.action != null && book.waits(place.id(), place.part())) {
            doer.resumed(place.id(), look.action, clock.instant().truncatedTo(ChronoUnit.MICROS)).ifPresent(each -> desk.append(each).join());
        }
    }

    private void tell(Place place, Look look, Pipeline.Reason reason, Duration since) {
        A action = look.action;
        if (action == null) {
            return;
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<E> fact = Optional.empty();
        if (since.compareTo(limits.patience()) > 0) {
            fact = doer.givenUp(place.id(), action,
                    new Pipeline.Reason(reason.step(), reason.code(), reason.field(), reason.message() + "; given up after " + limits.patience()), at);
        } else if (since.compareTo(TOLD_AFTER) > 0 && !reason.code().equals(look.told)) {
            fact = doer.delayed(place.id(), action, reason, at);
            look.told = reason.code();
        }
        fact.ifPresent(each -> desk.append(each).join());
    }

    /** What is being done is given up; it is done again. */
    @Override
    public void close() {
        thread.close();
        threads.shutdownNow();
    }
}
