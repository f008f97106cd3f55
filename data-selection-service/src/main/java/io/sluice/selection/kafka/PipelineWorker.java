package io.sluice.selection.kafka;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.selection.job.Desk;
import io.sluice.selection.pipeline.Action;
import io.sluice.selection.pipeline.PipelineBook;
import io.sluice.selection.promotion.Outcome;
import io.sluice.selection.promotion.Steps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the pipelines whose partition is this replica's say is next, one action of each at a time, and tells what came of it. What
 * it knows beyond the facts is when to look again: after it another replica goes on from the facts.
 */
public final class PipelineWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineWorker.class);
    private static final String GROUP = "sluice-selection-pipelines";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LOOK_MAX = Duration.ofSeconds(10);
    /** What passes sooner is not worth a fact. */
    private static final Duration TOLD_AFTER = Duration.ofSeconds(3);

    private final PipelineBook book;
    private final Desk<PipelineEvent> desk;
    private final Steps steps;
    private final String bootstrapServers;
    private final String worker;
    private final Duration patience;
    private final Clock clock;
    private final int atOnce;
    private final ExecutorService threads;
    private final Map<String, Look> looks = new HashMap<>();
    private final Thread thread;
    private volatile boolean closing;

    /** Of one pipeline. */
    private static final class Look {

        private @Nullable Future<Outcome> running;
        private @Nullable Action action;
        private Pipeline.@Nullable Reason waits;
        private long waitsSinceNanos;
        private long nextNanos;
        private Duration pause = LOOK;
    }

    /**
     * @param worker   this replica's name, in facts
     * @param atOnce   pipelines of which something is done at the same time
     * @param patience with what stands in a step's way, after which its pipeline fails
     */
    public PipelineWorker(PipelineBook book, Desk<PipelineEvent> desk, Steps steps, String bootstrapServers, String worker, int atOnce,
            Duration patience, Clock clock) {
        this.book = book;
        this.desk = desk;
        this.steps = steps;
        this.bootstrapServers = bootstrapServers;
        this.worker = worker;
        this.patience = patience;
        this.clock = clock;
        this.atOnce = atOnce;
        this.threads = Executors.newFixedThreadPool(atOnce, Thread.ofPlatform().daemon().name("selection-pipeline-", 0).factory());
        this.thread = Thread.ofPlatform().name("selection-pipelines").daemon().start(this::run);
    }

    private void run() {
        while (!closing) {
            try (OwnedKeys owned = new OwnedKeys(bootstrapServers, GROUP, Topics.SELECTION_PIPELINES)) {
                while (!closing) {
                    owned.poll(POLL);
                    follow(owned);
                }
            } catch (KafkaException | CompletionException away) {
                LOG.debug("pipelines wait for the log: {}", away.getMessage());
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (RuntimeException bug) {
                LOG.error("following pipelines failed, and begins anew", bug);
                LockSupport.parkNanos(PAUSE.toNanos());
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
        List<String> open = book.open();
        looks.keySet().removeIf(id -> !open.contains(id) && looks.get(id).running == null);
        for (String id : open) {
            if (owned.mine(id)) {
                look(id, looks.computeIfAbsent(id, same -> new Look()));
            }
        }
    }

    private void look(String id, Look look) {
        if (look.running != null) {
            if (look.running.isDone()) {
                Future<Outcome> done = look.running;
                look.running = null;
                settle(id, look, outcome(id, done, look.action));
            }
            return;
        }
        long running = looks.values().stream().filter(each -> each.running != null).count();
        if (System.nanoTime() - look.nextNanos < 0 || running >= atOnce) {
            return;
        }
        book.next(id).ifPresent(action -> {
            look.action = action;
            look.running = threads.submit(() -> steps.run(id, action));
        });
    }

    private static Outcome outcome(String id, Future<Outcome> done, @Nullable Action action) {
        try {
            return done.get();
        } catch (ExecutionException failure) {
            LOG.warn("a step of pipeline {} failed and is tried again", id, failure.getCause());
            return new Outcome.Waiting(action == null ? null
                    : new Pipeline.Reason(action.step(), "step_failed", null, "the step failed: " + failure.getCause().getClass().getSimpleName()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Outcome.Waiting(null);
        }
    }

    private void settle(String id, Look look, Outcome outcome) {
        long now = System.nanoTime();
        switch (outcome) {
            case Outcome.Told(PipelineEvent fact) -> {
                LOG.info("pipeline {}: {}", id, fact.type());
                desk.append(fact).join();
                look.waits = null;
                look.pause = LOOK;
                look.nextNanos = now;
            }
            case Outcome.Waiting(Pipeline.Reason reason) -> {
                if (reason == null || look.waits == null || !look.waits.code().equals(reason.code())) {
                    look.waits = reason;
                    look.waitsSinceNanos = now;
                    look.pause = LOOK;
                } else {
                    tell(id, look, reason, Duration.ofNanos(now - look.waitsSinceNanos));
                    look.pause = look.pause.multipliedBy(2).compareTo(LOOK_MAX) < 0 ? look.pause.multipliedBy(2) : LOOK_MAX;
                }
                look.nextNanos = now + look.pause.toNanos();
            }
        }
    }

    /** An end has to be cleared and a promotion taken back however long it takes. */
    private void tell(String id, Look look, Pipeline.Reason reason, Duration since) {
        boolean forced = look.action instanceof Action.Clear || look.action instanceof Action.RollBack;
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (!forced && since.compareTo(patience) > 0) {
            String message = reason.message() + "; given up after " + patience;
            desk.append(new PipelineEvent.Failed(id, worker, new Pipeline.Reason(reason.step(), reason.code(), reason.field(), message), at)).join();
        } else if (!forced && since.compareTo(TOLD_AFTER) > 0 && !told(id, reason)) {
            desk.append(new PipelineEvent.Delayed(id, worker, reason, at)).join();
        }
    }

    private boolean told(String id, Pipeline.Reason reason) {
        return book.find(id).map(pipeline -> pipeline.steps().stream().anyMatch(step -> step.step() == reason.step() && step.waiting() != null))
                .orElse(true);
    }

    /** What is being done is given up; it is done again. */
    @Override
    public void close() {
        closing = true;
        threads.shutdownNow();
        LockSupport.unpark(thread);
        try {
            thread.join(2 * CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
