package io.sluice.platform.event;

import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes that somebody waits for, one after another, on a thread that lives while there are any. They have a producer of
 * their own, because a record here must fail within seconds, while a buffered one must never; and they don't wait behind
 * the buffer.
 */
final class DurableOutlet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
    private static final int WAITING_MAX = 100;
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private final String bootstrapServers;
    private final ThreadPoolExecutor writer;
    private @Nullable KafkaProducer<String, byte[]> producer;

    DurableOutlet(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.writer = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("sluice-durable-events").factory());
        writer.allowCoreThreadTimeOut(true);
    }

    /** Fails with 503 {@code events_unavailable}. */
    CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        long giveUpNanos = System.nanoTime() + LIMIT.toNanos();
        try {
            writer.execute(() -> write(record, giveUpNanos, written));
        } catch (RejectedExecutionException full) {
            written.completeExceptionally(unavailable());
        }
        // A writer that is shut down leaves what it did not begin without an answer.
        return written.orTimeout(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void write(ProducerRecord<String, byte[]> record, long giveUpNanos, CompletableFuture<Void> written) {
        try {
            if (giveUpNanos - System.nanoTime() <= 0) {
                throw new TimeoutException("its turn came too late");
            }
            open().send(record).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            written.complete(null);
        } catch (ExecutionException | TimeoutException | KafkaException | InterruptedException failure) {
            LOG.warn("nothing was written to {}: {}", record.topic(), failure.toString());
            shut();
            written.completeExceptionally(unavailable());
        }
    }

    private synchronized KafkaProducer<String, byte[]> open() {
        if (producer == null) {
            producer = new KafkaProducer<>(Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                    ProducerConfig.ACKS_CONFIG, "all",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, 2000L,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1500,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3500,
                    ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000L,
                    ProducerConfig.LINGER_MS_CONFIG, 0), new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    /** What a producer still holds must not be written after its caller was told that it was not. */
    private synchronized void shut() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    private static SluiceException unavailable() {
        return SluiceException.external(503, "events_unavailable", "the event log does not answer, so nothing was changed");
    }

    @Override
    public void close() {
        writer.shutdownNow();
        shut();
    }
}
