package io.sluice.selection.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the steps of jobs that this replica is asked for, several at once, in the order that {@link OpenSteps} gives them. A
 * partition is acknowledged up to the first step of which nothing is of record yet, so that those of a replica that dies come
 * again, here or elsewhere. The topic is read on while steps are done, so that a long one does not look like death.
 */
public final class StepWorkers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StepWorkers.class);
    private static final String GROUP = "sluice-selection-workers";
    private static final int POLL_RECORDS = 64;
    private static final Duration POLL = Duration.ofMillis(200);
    /** While something is being done: its end is seen between polls. */
    private static final Duration BUSY_POLL = Duration.ofMillis(20);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final StepTask tasks;
    private final String bootstrapServers;
    private final ExecutorService threads;
    private final AtomicInteger running;
    private final OpenSteps steps;
    private final FollowingThread thread;

    /** @param atOnce steps, 1 or more; while they last, jobs of which none is among them have one each beside them, up to as many again */
    public StepWorkers(StepTask tasks, String bootstrapServers, int atOnce, MeterRegistry meters) {
        this.tasks = tasks;
        this.bootstrapServers = bootstrapServers;
        this.steps = new OpenSteps(atOnce);
        this.threads = Executors.newFixedThreadPool(2 * atOnce, Thread.ofPlatform().daemon().name("selection-step-", 0).factory());
        this.running = meters.gauge("sluice.selection.steps.running", new AtomicInteger());
        this.thread = new FollowingThread("selection-steps", this::follow);
    }

    private void follow(BooleanSupplier wanted) {
        KafkaConsumer<byte[], byte[]> consumer = GroupConsumer.open(bootstrapServers, GROUP, POLL_RECORDS);
        try {
            consumer.subscribe(List.of(Topics.SELECTION_SHARDS), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> came) {
                    steps.came(came);
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> gone) {
                    // What is being done of them goes on: what comes of it counts all the same, if nobody was faster.
                    steps.gone(gone);
                }
            });
            while (wanted.getAsBoolean()) {
                consumer.pause(steps.partitions(true));
                consumer.resume(steps.partitions(false));
                consumer.poll(steps.any() ? BUSY_POLL : POLL).forEach(steps::add);
                acknowledge(consumer, steps.settled());
                steps.begin(record -> threads.submit(() -> tasks.done(record)));
                running.set(steps.running());
            }
        } finally {
            steps.clear();
            consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
        }
    }

    private static void acknowledge(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> done) {
        if (done.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(done);
        } catch (KafkaException later) {
            LOG.info("what is done could not be acknowledged now, so it may come again: {}", later.getMessage());
        }
    }

    /** Steps that are being done are given up; they come again. */
    @Override
    public void close() {
        thread.close();
        threads.shutdownNow();
    }
}
