package io.sluice.platform.event;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread between the buffer and the broker. Three things together keep the order through an outage: one thread, an
 * idempotent producer, and a delivery time-out so long that Kafka never gives a record up while this JVM lives. With a
 * short one, records that expire are overtaken by those behind them. The producer is made here and not at start, since
 * its constructor fails while the broker's name does not resolve.
 */
final class BufferedOutlet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration AWAY_AFTER = Duration.ofSeconds(3);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

    private final String bootstrapServers;
    private final EventBuffer buffer;
    private final DroppedEvents dropped;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable KafkaProducer<String, byte[]> producer;
    private volatile boolean away;

    BufferedOutlet(String bootstrapServers, EventBuffer buffer, DroppedEvents dropped) {
        this.bootstrapServers = bootstrapServers;
        this.buffer = buffer;
        this.dropped = dropped;
        this.thread = Thread.ofPlatform().name("sluice-events").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether records wait and the broker has taken none of them for some seconds. */
    boolean away() {
        return away;
    }

    private void run() {
        try {
            ProducerRecord<String, byte[]> record = null;
            while (record != null || closing.getCount() > 0 || buffer.kept() > 0) {
                if (record == null) {
                    record = buffer.take(PAUSE);
                }
                tellState();
                if (record != null && handOver(record)) {
                    record = null;
                }
            }
        } catch (InterruptedException | InterruptException stopped) {
            LOG.debug("stopped with {} events not delivered", buffer.kept());
        }
    }

    /** False when the broker is not there: the same record is tried again, so that none overtakes it. */
    private boolean handOver(ProducerRecord<String, byte[]> record) throws InterruptedException {
        try {
            KafkaProducer<String, byte[]> open = open();
            open.partitionsFor(record.topic());
            return sent(open, record);
        } catch (InterruptException stopped) {
            throw stopped;
        } catch (KafkaException notNow) {
            // Asking for the topic says nothing about the record: whatever fails here may be better in a moment.
            LOG.debug("the broker can't be asked about {}: {}", record.topic(), notNow.toString());
            closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        }
    }

    /** What fails in this thread was not handed over; what fails later was refused by the broker. */
    private boolean sent(KafkaProducer<String, byte[]> open, ProducerRecord<String, byte[]> record) {
        boolean[] again = {false};
        open.send(record, (metadata, failure) -> {
            if (failure == null) {
                buffer.done();
            } else if (failure instanceof RetriableException && Thread.currentThread() == thread) {
                again[0] = true;
            } else if (closing.getCount() > 0) {
                buffer.done();
                dropped.add(1, "the broker refused one for " + record.topic() + ": " + failure.getClass().getSimpleName());
            }
        });
        return !again[0];
    }

    private KafkaProducer<String, byte[]> open() {
        KafkaProducer<String, byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                    ProducerConfig.ACKS_CONFIG, "all",
                    ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, 2000L,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE,
                    ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000L,
                    ProducerConfig.LINGER_MS_CONFIG, 5), new StringSerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    private void tellState() {
        boolean now = buffer.stalled().compareTo(AWAY_AFTER) >= 0;
        if (now && !away) {
            LOG.warn("the broker is away; {} events wait for it", buffer.kept());
        } else if (!now && away) {
            LOG.info("the broker is back; {} events are on their way", buffer.kept());
        }
        away = now;
    }

    /** Gives what is left a few seconds to arrive, unless the broker is away; the rest is counted as dropped. */
    @Override
    public void close() {
        KafkaProducer<String, byte[]> open = producer;
        boolean interrupted = Thread.interrupted();
        closing.countDown();
        try {
            if (!away) {
                thread.join(CLOSE_LIMIT.toMillis());
            }
            thread.interrupt();
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException stopped) {
            interrupted = true;
        }
        if (open != null) {
            open.close(Duration.ZERO);
        }
        int left = buffer.abandon();
        if (left > 0) {
            dropped.add(left, "the service stopped before the broker had them");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
