package io.sluice.platform.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.SluiceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds state from a topic: reads every partition from the beginning, or from a time on, then follows. It belongs to no consumer group,
 * so every replica sees everything. A record that can't be read or handled {@value #TRIES} times goes to the dead-letter
 * topic with its reason, and the partition moves on; unknown types are counted and passed over.
 */
public final class EventReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);
    private static final int TRIES = 3;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(3);
    private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

    private final String topic;
    private final EventCodec codec;
    private final Consumer<SluiceEvent> handler;
    private final BiConsumer<String, ConsumerRecord<byte[], byte[]>> newer;
    private final Supplier<Optional<Instant>> from;
    private final String bootstrapServers;
    private final Counter unknown;
    private final Counter dead;
    private final DeadLetters deadLetters;
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean caughtUp;
    /** Of all who asked since the last look: they are told together. */
    private final AtomicReference<@Nullable CompletableFuture<Void>> asked = new AtomicReference<>();
    private volatile boolean closing;

    public EventReader(String topic, EventCodec codec, String bootstrapServers, Consumer<SluiceEvent> handler, MeterRegistry meters) {
        this(topic, codec, bootstrapServers, handler, () -> Optional.of(Instant.MIN), meters);
    }

    /**
     * For a topic whose past is too long to be read.
     *
     * @param from what was written before is passed over; empty: that is not known yet, so nothing is read and it is asked
     *             again soon. Asked whenever reading begins anew, after which events may come twice
     */
    public EventReader(String topic, EventCodec codec, String bootstrapServers, Consumer<SluiceEvent> handler,
            Supplier<Optional<Instant>> from, MeterRegistry meters) {
        this(topic, codec, bootstrapServers, handler, from, (type, record) -> { }, meters);
    }

    /**
     * For a topic in whose order unknown types count.
     *
     * @param newer told each record of a type that this version does not know, with that type
     */
    public EventReader(String topic, EventCodec codec, String bootstrapServers, Consumer<SluiceEvent> handler,
            BiConsumer<String, ConsumerRecord<byte[], byte[]>> newer, MeterRegistry meters) {
        this(topic, codec, bootstrapServers, handler, () -> Optional.of(Instant.MIN), newer, meters);
    }

    private EventReader(String topic, EventCodec codec, String bootstrapServers, Consumer<SluiceEvent> handler,
            Supplier<Optional<Instant>> from, BiConsumer<String, ConsumerRecord<byte[], byte[]>> newer, MeterRegistry meters) {
        this.from = from;
        this.newer = newer;
        this.topic = topic;
        this.codec = codec;
        this.bootstrapServers = bootstrapServers;
        this.handler = handler;
        this.unknown = Counter.builder("sluice.events.unknown").tag("topic", topic).register(meters);
        this.dead = Counter.builder("sluice.events.dead").tag("topic", topic).register(meters);
        this.deadLetters = new DeadLetters(bootstrapServers);
        this.thread = Thread.ofPlatform().name("sluice-events-" + topic).daemon().start(this::run);
    }

    /** True once everything that was in the topic when reading began has been handled. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /**
     * Completes once everything that the topic holds now has been handled, within half a second where nothing is behind.
     * Fails when the brokers do not answer, or this is closed.
     */
    public CompletableFuture<Void> upToNow() {
        CompletableFuture<Void> now = asked.updateAndGet(before -> before == null ? new CompletableFuture<>() : before).copy();
        if (closing) {
            failThoseAsking(new KafkaException("the reader of " + topic + " is closed"));
        }
        return now;
    }

    private void failThoseAsking(KafkaException away) {
        CompletableFuture<Void> waiting = asked.getAndSet(null);
        if (waiting != null) {
            waiting.completeExceptionally(away);
        }
    }

    private void run() {
        while (!closing) {
            Optional<Instant> start = from.get();
            if (start.isEmpty()) {
                LockSupport.parkNanos(POLL.toNanos());
                continue;
            }
            try {
                KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(Map.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) STEP_PATIENCE.toMillis(),
                    ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) STEP_PATIENCE.toMillis(),
                    // A topic written in transactions holds records that never came to be.
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500),
                    new ByteArrayDeserializer(), new ByteArrayDeserializer());
                consumer = opened;
                try {
                    // Whoever closed this meanwhile found nobody to wake.
                    if (!closing) {
                        follow(opened, start.get());
                    }
                } finally {
                    consumer = null;
                    opened.close(CloseOptions.timeout(CLOSE_PATIENCE));
                }
            } catch (KafkaException away) {
                LOG.debug("{} can't be read now: {}", topic, away.getMessage());
                failThoseAsking(away);
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer, Instant start) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException(topic + " does not exist yet");
        }
        consumer.assign(partitions);
        seek(consumer, partitions, start);
        Map<TopicPartition, Long> goal = consumer.endOffsets(partitions);
        while (!closing) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                handle(record);
            }
            if (!caughtUp && reached(consumer, goal)) {
                caughtUp = true;
                LOG.info("{} read to its end", topic);
            }
            if (caughtUp && asked.get() != null) {
                readToNow(consumer, partitions);
            }
        }
    }

    private void readToNow(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        CompletableFuture<Void> waiting = Objects.requireNonNull(asked.getAndSet(null));
        try {
            Map<TopicPartition, Long> goal = consumer.endOffsets(partitions);
            while (!closing && !reached(consumer, goal)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    handle(record);
                }
            }
            waiting.complete(null);
        } catch (KafkaException away) {
            waiting.completeExceptionally(away);
            throw away;
        }
    }

    private static boolean reached(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> goal) {
        return goal.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Instant start) {
        if (start.equals(Instant.MIN)) {
            consumer.seekToBeginning(partitions);
            return;
        }
        Map<TopicPartition, Long> times = partitions.stream().collect(Collectors.toMap(each -> each, each -> start.toEpochMilli()));
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, found.offset());
            }
        });
    }

    private void handle(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        switch (codec.decode(record)) {
            case EventCodec.Decoded.Known(SluiceEvent event) -> handleWithRetries(record, event.type(), () -> handler.accept(event));
            case EventCodec.Decoded.Unknown(String type) -> {
                unknown.increment();
                handleWithRetries(record, type, () -> newer.accept(type, record));
            }
            case EventCodec.Decoded.Broken broken -> bury(record, broken.reason());
        }
    }

    private void handleWithRetries(ConsumerRecord<byte[], byte[]> record, String type, Runnable handling) {
        for (int attempt = 1; ; attempt++) {
            try {
                handling.run();
                return;
            } catch (RuntimeException failure) {
                if (attempt == TRIES) {
                    LOG.error("{} could not be handled", type, failure);
                    bury(record, failure.getClass().getSimpleName());
                    return;
                }
            }
        }
    }

    /** The partition moves on once the letter is written: while it can't be, neither can anything be read. */
    private void bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        LOG.error("record {}-{}@{} goes to the dead letters: {}", record.topic(), record.partition(), record.offset(), reason);
        while (!closing) {
            try {
                deadLetters.bury(record, reason).join();
                dead.increment();
                return;
            } catch (CompletionException notWritten) {
                LOG.warn("the dead letter is not written yet: {}", String.valueOf(notWritten.getCause().getMessage()));
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        LockSupport.unpark(thread);
        try {
            thread.join(STEP_PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        failThoseAsking(new KafkaException("the reader of " + topic + " is closed"));
        deadLetters.close();
    }
}
