package io.sluice.workflow.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka Streams from its start to its end: a thread that dies of a failure is replaced, but not for ever; what is being
 * restored is known.
 */
final class StreamsLife implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsLife.class);
    private static final int REPLACED_MAX = 3;
    private static final Duration WITHIN = Duration.ofMinutes(10);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final Clock clock;
    private final Deque<Instant> failures = new ArrayDeque<>();
    private final Map<String, Long> restoring = new ConcurrentHashMap<>();

    StreamsLife(KafkaStreams streams, Clock clock) {
        this.streams = streams;
        this.clock = clock;
        streams.setUncaughtExceptionHandler(this::failed);
        streams.setGlobalStateRestoreListener(new Restoration());
        streams.setStateListener((now, before) -> LOG.info("runs: {} after {}", now, before));
    }

    void start() {
        streams.start();
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    /** Records that are still to be read before this replica's runs go on. */
    long toRestore() {
        return restoring.values().stream().mapToLong(Long::longValue).sum();
    }

    private synchronized StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse failed(Throwable failure) {
        LOG.error("the thread that keeps runs failed", failure);
        Instant now = clock.instant();
        failures.addLast(now);
        failures.removeIf(each -> each.isBefore(now.minus(WITHIN)));
        return failures.size() > REPLACED_MAX ? StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                : StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** The replica stays a member: it comes back, or its session ends. */
    @Override
    public void close() {
        streams.close(CloseOptions.timeout(CLOSE_PATIENCE).withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    }

    private final class Restoration implements StateRestoreListener {

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
            restoring.put(partition.toString(), to - from);
        }

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long upTo, long records) {
            restoring.computeIfPresent(partition.toString(), (same, left) -> Math.max(0, left - records));
        }

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long records) {
            restoring.remove(partition.toString());
        }

        @Override
        public void onRestoreSuspended(TopicPartition partition, String store, long records) {
            restoring.remove(partition.toString());
        }
    }
}
