package io.sluice.selection.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the steps of jobs that this replica is asked for: of each partition one after the other, of several at once, as many as
 * there are threads. A step is acknowledged when what came of it is of record, so that those of a replica that dies come
 * again, here or elsewhere. The topic is read on while steps are done, so that a long one does not look like death.
 */
public final class StepWorkers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StepWorkers.class);
    private static final String GROUP = "sluice-selection-workers";
    private static final int POLL_RECORDS = 64;
    private static final Duration POLL = Duration.ofMillis(200);
    /** While something is being done: its end is seen between polls. */
    private static final Duration BUSY_POLL = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final StepTask tasks;
    private final String bootstrapServers;
    private final int atOnce;
    private final ExecutorService threads;
    private final AtomicInteger running;
    private final Map<TopicPartition, Lane> lanes = new HashMap<>();
    private final Thread thread;
    private volatile boolean closing;

    /** @param atOnce threads, 1 or more */
    public StepWorkers(StepTask tasks, String bootstrapServers, int atOnce, MeterRegistry meters) {
        this.tasks = tasks;
        this.bootstrapServers = bootstrapServers;
        this.atOnce = atOnce;
        this.threads = Executors.newFixedThreadPool(atOnce, Thread.ofPlatform().daemon().name("selection-step-", 0).factory());
        this.running = meters.gauge("sluice.selection.steps.running", new AtomicInteger());
        this.thread = Thread.ofPlatform().name("selection-steps").daemon().start(this::run);
    }

    private void run() {
        while (!closing) {
            try {
                follow();
            } catch (KafkaException away) {
                LOG.debug("steps can't be read now: {}", away.getMessage());
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (RuntimeException bug) {
                LOG.error("doing steps failed, and begins anew", bug);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void follow() {
        KafkaConsumer<byte[], byte[]> consumer = GroupConsumer.open(bootstrapServers, GROUP, POLL_RECORDS);
        try {
            consumer.subscribe(List.of(Topics.SELECTION_SHARDS), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> came) {
                    came.forEach(each -> lanes.put(each, new Lane()));
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> gone) {
                    // What is being done of them goes on: what comes of it counts all the same, if nobody was faster.
                    lanes.keySet().removeAll(gone);
                }
            });
            while (!closing) {
                read(consumer);
                lanes.forEach((partition, lane) -> settle(consumer, partition, lane));
                begin();
            }
        } finally {
            lanes.clear();
            consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
        }
    }

    /** Of each partition no more than one batch is held. */
    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        lanes.forEach((partition, lane) -> {
            if (lane.empty()) {
                consumer.resume(List.of(partition));
            } else {
                consumer.pause(List.of(partition));
            }
        });
        boolean busy = lanes.values().stream().anyMatch(lane -> !lane.empty());
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(busy ? BUSY_POLL : POLL)) {
            Lane lane = lanes.get(new TopicPartition(record.topic(), record.partition()));
            if (lane != null) {
                lane.add(record);
            }
        }
    }

    private static void settle(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, Lane lane) {
        long next = lane.settled();
        if (next >= 0) {
            try {
                consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
            } catch (KafkaException later) {
                LOG.info("what is done could not be acknowledged now, so it may come again: {}", later.getMessage());
            }
        }
    }

    private void begin() {
        long now = lanes.values().stream().filter(Lane::busy).count();
        running.set((int) now);
        for (Lane lane : lanes.values()) {
            if (now < atOnce && lane.begin(record -> threads.submit(() -> tasks.done(record)))) {
                now++;
            }
        }
    }

    /** Steps that are being done are given up; they come again. */
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
