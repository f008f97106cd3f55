package io.sluice.workflow.kafka;

import io.sluice.contracts.event.WorkflowCommand;
import io.sluice.platform.event.EventCodec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes commands. Thread-safe. */
final class CommandSender implements AutoCloseable {

    private static final Duration REQUEST = Duration.ofMillis(1500);
    private static final Duration BLOCK = Duration.ofSeconds(2);

    private final EventCodec codec;
    private final KafkaProducer<String, byte[]> producer;

    /** @param limit after which a write that was not acknowledged has failed */
    CommandSender(EventCodec codec, String bootstrapServers, Duration limit) {
        this.codec = codec;
        this.producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK.toMillis(),
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis(),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) limit.toMillis(),
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L,
                ProducerConfig.LINGER_MS_CONFIG, 0), new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Completes when the brokers have it. Blocks for at most two seconds, where they are not known.
     *
     * @throws Change.TooLarge in the future, as everything else
     */
    CompletableFuture<Void> send(WorkflowCommand command, @Nullable String traceparent) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            ProducerRecord<String, byte[]> record = codec.encode(command, traceparent);
            if (record.value().length > Change.RECORD_BYTES_MAX) {
                throw new Change.TooLarge(command.type(), record.value().length);
            }
            producer.send(record, (where, failure) -> {
                if (failure == null) {
                    written.complete(null);
                } else {
                    written.completeExceptionally(failure);
                }
            });
        } catch (KafkaException | IllegalStateException | Change.TooLarge failure) {
            written.completeExceptionally(failure);
        }
        return written;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
