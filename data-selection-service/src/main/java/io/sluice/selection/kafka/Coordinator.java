package io.sluice.selection.kafka;

import io.sluice.contracts.event.SelectionPaused;
import io.sluice.contracts.event.SelectionResumed;
import io.sluice.contracts.event.SelectionStepRequested;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventPublisher;
import io.sluice.selection.job.Desk;
import io.sluice.selection.job.JobBook;
import io.sluice.selection.job.Step;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the steps of jobs whose partition is this replica's, as many of each job at once as the window allows. What it asked
 * for is in memory only: after it, or beside it for a moment, another replica asks for the same, and what is done already is
 * passed over by whoever does it. It reads none of the partition; the group only says whose it is.
 */
public final class Coordinator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final String GROUP = "sluice-selection-coordinators";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);
    /** A step from which nothing came is asked for again; whoever does it finds what was done of it. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(5);

    private final JobBook book;
    private final Desk<?> desk;
    private final EventPublisher publisher;
    private final String bootstrapServers;
    private final Clock clock;
    private final int window;
    private final Map<String, Map<Step, Asked>> asked = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closing;
    /** Of the thread: whether partitions came that another replica had. */
    private boolean moved;
    private int partitions;

    private record Asked(int attempt, long atNanos) {
    }

    /** @param window steps of one job that are asked for at once, 1 or more */
    public Coordinator(JobBook book, Desk<?> desk, EventPublisher publisher, String bootstrapServers, Clock clock, int window) {
        this.book = book;
        this.desk = desk;
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
        this.thread = Thread.ofPlatform().name("selection-coordinator").daemon().start(this::run);
    }

    private void run() {
        while (!closing) {
            try {
                follow();
            } catch (KafkaException away) {
                LOG.debug("it is not known now whose jobs are whose: {}", away.getMessage());
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (RuntimeException bug) {
                LOG.error("planning jobs failed, and begins anew", bug);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void follow() {
        KafkaConsumer<byte[], byte[]> consumer = GroupConsumer.open(bootstrapServers, GROUP, 1);
        try {
            consumer.subscribe(List.of(Topics.SELECTION_JOBS), new Moves(consumer));
            while (!closing) {
                consumer.poll(POLL);
                try {
                    plan(consumer);
                } catch (CompletionException away) {
                    LOG.debug("steps can't be asked for now: {}", away.getMessage());
                }
            }
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
        }
    }

    private final class Moves implements ConsumerRebalanceListener {

        private final KafkaConsumer<byte[], byte[]> consumer;

        Moves(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> came) {
            consumer.pause(came);
            moved |= !came.isEmpty();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> gone) {
            asked.clear();
        }
    }

    /** A new owner first learns what the one before it did. */
    private void plan(KafkaConsumer<byte[], byte[]> consumer) {
        if (!desk.caughtUp() || consumer.assignment().isEmpty()) {
            return;
        }
        if (moved) {
            desk.upToNow().join();
            partitions = consumer.partitionsFor(Topics.SELECTION_JOBS).size();
            asked.clear();
            moved = false;
            LOG.info("jobs of {} are planned here", consumer.assignment());
        }
        List<String> open = book.open();
        asked.keySet().retainAll(open);
        for (String job : open) {
            if (consumer.assignment().contains(new TopicPartition(Topics.SELECTION_JOBS, partition(job)))) {
                plan(job);
            }
        }
    }

    /** Where a record with this key is: what a producer does by default. */
    private int partition(String job) {
        return Utils.toPositive(Utils.murmur2(job.getBytes(StandardCharsets.UTF_8))) % partitions;
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
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
