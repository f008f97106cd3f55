package io.sluice.registry.kafka;

import io.sluice.contracts.event.AdapterLifecycleEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventCodec;
import io.sluice.registry.catalog.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The topic while this process is its writer. Kafka has no "append if nobody else has": a transactional producer shuts
 * every older one of its id out when it begins ({@code initTransactions}), and only then is the topic read to its end, so
 * that what was decided on is all there is, for as long as this producer is not shut out itself. Reading first would leave
 * a gap in which the older writer still writes. Of one thread; blocks; to be closed after any failure.
 */
final class OwnedLog implements AutoCloseable {

    private static final String WRITER = "sluice-adapter-registry";
    private static final TopicPartition PARTITION = new TopicPartition(Topics.ADAPTER_LIFECYCLE, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration POLL = Duration.ofMillis(100);

    /** A broker takes a mebibyte, with headers. */
    private static final int RECORD_BYTES_MAX = 1_000_000;

    private final EventCodec codec;
    private final KafkaProducer<String, byte[]> producer;

    /** How an append ended. */
    enum Append { WRITTEN, SHUT_OUT, TOO_LARGE, NOT_WRITTEN, UNCONFIRMED }

    private OwnedLog(EventCodec codec, KafkaProducer<String, byte[]> producer) {
        this.codec = codec;
        this.producer = producer;
    }

    /**
     * Shuts other writers out and brings the catalog to the topic's end.
     *
     * @throws KafkaException when the broker does not answer in time
     */
    static OwnedLog take(String bootstrapServers, EventCodec codec, Catalog catalog) {
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, WRITER,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 5000L,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1500,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L,
                ProducerConfig.LINGER_MS_CONFIG, 0), new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            readToEnd(bootstrapServers, codec, catalog);
            return new OwnedLog(codec, producer);
        } catch (RuntimeException failure) {
            producer.close(Duration.ZERO);
            throw failure;
        }
    }

    private static void readToEnd(String bootstrapServers, EventCodec codec, Catalog catalog) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis(),
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis()),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(PARTITION) < end) {
                if (giveUpNanos - System.nanoTime() <= 0) {
                    throw new TimeoutException("the topic was not read to its end in time");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.value() != null && codec.decode(record) instanceof EventCodec.Decoded.Known known
                            && known.event() instanceof AdapterLifecycleEvent event) {
                        catalog.apply(event.state());
                    }
                }
            }
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofMillis(200)));
        }
    }

    /** All of them in one transaction, or none. */
    Append append(List<AdapterLifecycleEvent> events) {
        List<ProducerRecord<String, byte[]>> records = events.stream().map(event -> codec.encode(event, null)).toList();
        if (records.stream().anyMatch(record -> record.value().length > RECORD_BYTES_MAX)) {
            return Append.TOO_LARGE;
        }
        try {
            producer.beginTransaction();
            records.forEach(producer::send);
            producer.flush();
        } catch (KafkaException failure) {
            return shutOut(failure) ? Append.SHUT_OUT : Append.NOT_WRITTEN;
        }
        try {
            producer.commitTransaction();
            return Append.WRITTEN;
        } catch (KafkaException failure) {
            if (shutOut(failure)) {
                return Append.SHUT_OUT;
            }
            // A record that was not taken fails here as well, and then the transaction can't be committed by anyone.
            return failure instanceof TimeoutException ? Append.UNCONFIRMED : Append.NOT_WRITTEN;
        }
    }

    private static boolean shutOut(KafkaException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
