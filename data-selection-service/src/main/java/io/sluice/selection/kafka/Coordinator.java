package io.sluice.selection.kafka;

import io.sluice.contracts.event.SelectionPaused;
import io.sluice.contracts.event.SelectionResumed;
import io.sluice.contracts.event.SelectionStepRequested;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventPublisher;
import io.sluice.selection.job.Desk;
import io.sluice.selection.job.JobBook;
import io.sluice.selection.job.Step;
import io.sluice.selection.job.StepRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Asks for the steps of jobs whose partition is this replica's, as many of each job at once as the window allows. What it asked
 * for is in memory only: after it, or beside it for a moment, another replica asks for the same, and what is done already is
 * passed over by whoever does it. What an ended
 * job left for itself alone is deleted.
 */
public final class Coordinator implements AutoCloseable {

    private static final String GROUP = "sluice-selection-coordinators";
    private static final Duration POLL = Duration.ofMillis(100);
    /** A step from which nothing came is asked for again; whoever does it finds what was done of it. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(5);
    private static final int RELEASED_MAX = 16;

    private final JobBook book;
    private final Desk<?> desk;
    private final StepRunner runner;
    private final EventPublisher publisher;
    private final String bootstrapServers;
    private final Clock clock;
    private final int window;
    private final Map<String, Map<Step, Asked>> asked = new ConcurrentHashMap<>();
    /** Of the thread. */
    private final Set<String> released = new HashSet<>();
    private final FollowingThread thread;

    private record Asked(int attempt, long atNanos) {
    }

    /** @param window steps of one job that are asked for at once, 1 or more */
    public Coordinator(JobBook book, Desk<?> desk, StepRunner runner, EventPublisher publisher, String bootstrapServers, Clock clock, int window) {
        this.book = book;
        this.desk = desk;
        this.runner = runner;
        this.publisher = publisher;
        this.bootstrapServers = bootstrapServers;
        this.clock = clock;
        this.window = window;
        book.watch(fact -> {
            // Who met a step of a paused job passed it over.
            if (fact instanceof SelectionPaused || fact instanceof SelectionResumed) {
                asked.remove(fact.job());
            }
        });
        this.thread = new FollowingThread("selection-coordinator", this::follow);
    }

    private void follow(BooleanSupplier open) {
        try (OwnedKeys owned = new OwnedKeys(bootstrapServers, GROUP, Topics.SELECTION_JOBS)) {
            while (open.getAsBoolean()) {
                owned.poll(POLL);
                plan(owned);
            }
        }
    }

    /** A new owner first learns what the one before it did. */
    private void plan(OwnedKeys owned) {
        if (!desk.caughtUp() || !owned.any()) {
            return;
        }
        if (owned.moved()) {
            desk.upToNow().join();
            asked.clear();
            released.clear();
        }
        List<String> open = book.open();
        asked.keySet().retainAll(open);
        for (String job : open) {
            if (owned.mine(job)) {
                plan(job);
            }
        }
        release(owned);
    }

    /** So many at most at a time: new owners find many, which were released before. */
    private void release(OwnedKeys owned) {
        List<String> ended = book.ended();
        released.retainAll(Set.copyOf(ended));
        ended.stream().filter(job -> owned.mine(job) && !released.contains(job)).limit(RELEASED_MAX).toList().forEach(job -> {
            book.find(job).ifPresent(runner::release);
            released.add(job);
        });
    }

    private void plan(String job) {
        for (JobBook.Open open : book.plan(job, clock.instant(), window)) {
            Map<Step, Asked> ofJob = asked.computeIfAbsent(job, same -> new ConcurrentHashMap<>());
            Asked before = ofJob.get(open.step());
            long now = System.nanoTime();
            if (before == null || before.attempt() < open.attempt() || now - before.atNanos() > ASK_AGAIN.toNanos()) {
                publisher.publishDurably(new SelectionStepRequested(job, open.step().name(), open.attempt(), clock.instant()), null).join();
                ofJob.put(open.step(), new Asked(open.attempt(), now));
            }
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
