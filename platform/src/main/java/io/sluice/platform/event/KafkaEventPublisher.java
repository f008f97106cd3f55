package io.sluice.platform.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.SluiceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread moves events from a bounded queue to Kafka, a small batch at a time, each batch acknowledged before the next:
 * order holds through an outage, and nothing is lost that fits the bound. Callers never touch the producer, whose
 * {@code send} may block while there is no broker.
 */
public final class KafkaEventPublisher implements EventPublisher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventPublisher.class);
    private static final int BATCH = 256;
    private static final Duration DURABLE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);
    private static final long WARN_EVERY = 1000;

    private final EventCodec codec;
    private final KafkaProducer<String, byte[]> producer;
    private final BlockingQueue<Entry> queue;
    private final Counter droppedMeter;
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean away;
    private volatile int inFlight;

    private record Entry(ProducerRecord<String, byte[]> record, @Nullable CompletableFuture<Void> done, long giveUpNanos) {
    }

    public KafkaEventPublisher(EventCodec codec, String bootstrapServers, int capacity, MeterRegistry meters) {
        this.codec = codec;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.producer = new KafkaProducer<>(settings(bootstrapServers), new StringSerializer(), new ByteArraySerializer());
        this.droppedMeter = Counter.builder("sluice.events.dropped")
                .description("events given up because the buffer was full or the service stopped")
                .register(meters);
        meters.gauge("sluice.events.pending", this, KafkaEventPublisher::pending);
        meters.gauge("sluice.events.broker.away", this, publisher -> publisher.away ? 1 : 0);
        this.thread = Thread.ofPlatform().name("sluice-events").daemon().start(this::run);
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 2000L,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000L,
                ProducerConfig.LINGER_MS_CONFIG, 5);
    }

    @Override
    public void publish(SluiceEvent event, @Nullable String traceparent) {
        enqueue(new Entry(codec.encode(event, traceparent), null, Long.MAX_VALUE));
    }

    @Override
    public CompletableFuture<Void> publishDurably(SluiceEvent event, @Nullable String traceparent) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        enqueue(new Entry(codec.encode(event, traceparent), done, System.nanoTime() + DURABLE_PATIENCE.toNanos()));
        return done.orTimeout(2 * DURABLE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void enqueue(Entry entry) {
        if (closing || !queue.offer(entry)) {
            drop(entry);
        }
    }

    private void drop(Entry entry) {
        droppedMeter.increment();
        long count = dropped.incrementAndGet();
        if (entry.done() != null) {
            entry.done().completeExceptionally(new KafkaException("the event buffer is full or closed"));
        }
        if (count % WARN_EVERY == 1) {
            LOG.warn("event of {} dropped: the buffer is full or closed; {} dropped so far", entry.record().topic(), count);
        }
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                Entry first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Entry> batch = new ArrayList<>(BATCH);
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    deliver(batch);
                }
            }
        } catch (InterruptedException stopped) {
            Entry left;
            while ((left = queue.poll()) != null) {
                drop(left);
            }
        }
    }

    /** Retries until every event of the batch is acknowledged, refused for good, or given up by its owner. */
    private void deliver(List<Entry> batch) throws InterruptedException {
        List<Entry> open = batch;
        while (!open.isEmpty()) {
            inFlight = open.size();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            KafkaException refusal = null;
            for (Entry entry : open) {
                try {
                    sent.add(producer.send(entry.record()));
                } catch (KafkaException full) {
                    refusal = full;
                    break;
                }
            }
            List<Entry> again = new ArrayList<>();
            for (int i = 0; i < open.size(); i++) {
                settle(open.get(i), i < sent.size() ? sent.get(i) : CompletableFuture.failedFuture(refusal), again);
            }
            open = again;
            inFlight = open.size();
            if (!open.isEmpty()) {
                if (closing) {
                    open.forEach(this::drop);
                    return;
                }
                LockSupport.parkNanos(RETRY_PAUSE.toNanos());
                if (Thread.interrupted()) {
                    open.forEach(this::drop);
                    throw new InterruptedException();
                }
            }
        }
    }

    private void settle(Entry entry, Future<RecordMetadata> sent, List<Entry> again) throws InterruptedException {
        try {
            sent.get();
            if (away) {
                away = false;
                LOG.info("the broker is back; {} events waited", queue.size());
            }
            if (entry.done() != null) {
                entry.done().complete(null);
            }
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (!(cause instanceof RetriableException)) {
                LOG.error("event of {} refused by the broker: {}", entry.record().topic(), String.valueOf(cause));
                drop(entry);
            } else if (System.nanoTime() - entry.giveUpNanos() > 0 && entry.done() != null) {
                entry.done().completeExceptionally(cause);
            } else {
                if (!away) {
                    away = true;
                    LOG.warn("the broker is away ({}); events are kept, up to {}", cause.getClass().getSimpleName(), queue.size() + queue.remainingCapacity());
                }
                again.add(entry);
            }
        }
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    @Override
    public int pending() {
        return queue.size() + inFlight;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
            thread.interrupt();
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(1));
    }
}
