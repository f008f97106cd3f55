package io.sluice.trainer.kafka;

import io.sluice.contracts.event.TrainingCancelRequested;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.DeadLetters;
import io.sluice.platform.event.EventCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs for one worker of the group {@value #GROUP}: each partition of the topic belongs to one of them at a time. A record
 * is acknowledged when its job has ended, so a job whose worker dies comes again, to the same worker or to another. The
 * topic is read on while a job runs, so that its cancellation is seen. Belongs to one thread.
 */
public final class JobQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);
    private static final String GROUP = "sluice-trainer";
    private static final int WAITING_MAX = 1000;
    private static final int CANCELLED_MAX = 10_000;
    private static final int SESSION_MILLIS = 15_000;
    private static final int METADATA_MILLIS = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(3);

    private final EventCodec codec;
    private final DeadLetters deadLetters;
    private final BooleanSupplier closing;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final OpenRecords open = new OpenRecords();
    private final Deque<JobRecord> waiting = new ArrayDeque<>();
    private final Set<String> cancelled = new LinkedHashSet<>();

    /**
     * @param worker  its name: a worker that comes back under it has its partitions at once
     * @param closing ends waiting for a broker that is away
     * @throws org.apache.kafka.common.KafkaException if the broker's name does not resolve
     */
    public JobQueue(String bootstrapServers, String worker, EventCodec codec, DeadLetters deadLetters, BooleanSupplier closing) {
        this.codec = codec;
        this.deadLetters = deadLetters;
        this.closing = closing;
        this.consumer = new KafkaConsumer<>(Map.ofEntries(
                Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ConsumerConfig.GROUP_ID_CONFIG, GROUP),
                Map.entry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, worker),
                Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS),
                Map.entry(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName()),
                Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS),
                Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100)),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.TRAINING_JOBS), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                partitions.forEach(JobQueue.this::lose);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                LOG.info("jobs of {} are this worker's", partitions);
            }
        });
    }

    private void lose(TopicPartition partition) {
        waiting.removeIf(job -> job.record().partition() == partition.partition());
        open.lose(partition);
    }

    /** Reads what has come; waits for it for a moment. */
    public void poll() {
        if (waiting.size() < WAITING_MAX) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        boolean read = false;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            open.read(record);
            take(record);
            read = true;
        }
        if (read) {
            acknowledge();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            open.done(record);
            return;
        }
        switch (codec.decode(record)) {
            case EventCodec.Decoded.Known(TrainingRequested request) when request.job() != null ->
                    waiting.add(new JobRecord(request, record));
            case EventCodec.Decoded.Known(TrainingCancelRequested cancel) -> {
                cancel(String.valueOf(cancel.job()));
                open.done(record);
            }
            case EventCodec.Decoded.Known other -> giveUp(record, "the event is no job");
            case EventCodec.Decoded.Unknown type -> {
                LOG.warn("events of the type {} are not known here", type.type());
                open.done(record);
            }
            case EventCodec.Decoded.Broken broken -> giveUp(record, broken.reason());
        }
    }

    private void cancel(String job) {
        if (cancelled.size() == CANCELLED_MAX) {
            cancelled.remove(cancelled.iterator().next());
        }
        cancelled.add(job);
    }

    private void giveUp(ConsumerRecord<byte[], byte[]> record, String reason) {
        LOG.error("record {}-{}@{} goes to the dead letters: {}", record.topic(), record.partition(), record.offset(), reason);
        while (!closing.getAsBoolean()) {
            try {
                deadLetters.bury(record, reason).join();
                open.done(record);
                return;
            } catch (CompletionException notWritten) {
                LOG.warn("the dead letter is not written yet: {}", String.valueOf(notWritten.getCause()));
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    /** The oldest that waits, which is the caller's now; null if none does. */
    public @Nullable JobRecord next() {
        return waiting.poll();
    }

    public boolean cancelled(String job) {
        return cancelled.contains(job);
    }

    /** Whether any partition is this worker's. */
    public boolean assigned() {
        return !consumer.assignment().isEmpty();
    }

    /** Whether the job's partition went to another worker. */
    public boolean lost(JobRecord job) {
        return !consumer.assignment().contains(new TopicPartition(job.record().topic(), job.record().partition()));
    }

    /** The job has ended, and that was told. */
    public void done(JobRecord job) {
        open.done(job.record());
        acknowledge();
    }

    private void acknowledge() {
        try {
            consumer.commitSync(open.done(), STEP_PATIENCE);
        } catch (CommitFailedException | RetriableException later) {
            LOG.info("what is done could not be acknowledged now, so it may come again: {}", later.getMessage());
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(STEP_PATIENCE));
    }
}
