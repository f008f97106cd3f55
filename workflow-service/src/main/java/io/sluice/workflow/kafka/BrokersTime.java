package io.sluice.workflow.kafka;

import io.sluice.contracts.event.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the brokers' clock is ahead of a replica's. Leases, deadlines and time-outs are set by one replica and kept by
 * another, so that both need the same clock, and the one that both can read is the brokers': a record of
 * {@link Topics#WORKFLOW_CLOCK} bears the time at which it was taken. Of a few records the one that was soonest back counts;
 * it is wrong by half of its way at most.
 */
final class BrokersTime {

    private static final Logger LOG = LoggerFactory.getLogger(BrokersTime.class);
    private static final int SAMPLES = 8;
    private static final int PATIENCE_MILLIS = 3000;
    private static final byte[] NOTHING = {};
    /** What a record says whose topic does not tell the brokers' time. */
    private static final long OWN = 0;

    private BrokersTime() {
    }

    private record Sample(Duration way, Duration ahead) {
    }

    /**
     * @return empty: the topic was not made to tell it
     * @throws KafkaException when the brokers do not answer
     */
    static Optional<Duration> aheadOf(Clock clock, String bootstrapServers) throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) PATIENCE_MILLIS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                ProducerConfig.LINGER_MS_CONFIG, 0), new ByteArraySerializer(), new ByteArraySerializer())) {
            Sample best = null;
            for (int sample = 0; sample < SAMPLES; sample++) {
                Sample next = sample(producer, clock);
                if (next == null) {
                    LOG.warn("{} does not tell the brokers' time: clocks of replicas have to agree", Topics.WORKFLOW_CLOCK);
                    return Optional.empty();
                }
                best = best == null || next.way().compareTo(best.way()) < 0 ? next : best;
            }
            LOG.info("the brokers' clock is {} ms ahead, give or take {}", best.ahead().toMillis(), best.way().toMillis() / 2 + 1);
            return Optional.of(best.ahead());
        }
    }

    private static @Nullable Sample sample(KafkaProducer<byte[], byte[]> producer, Clock clock) throws InterruptedException {
        try {
            Instant sent = clock.instant();
            long taken = producer.send(new ProducerRecord<>(Topics.WORKFLOW_CLOCK, null, OWN, null, NOTHING))
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).timestamp();
            Duration way = Duration.between(sent, clock.instant());
            return taken == OWN ? null : new Sample(way, Duration.between(sent.plus(way.dividedBy(2)), Instant.ofEpochMilli(taken)));
        } catch (ExecutionException | TimeoutException away) {
            throw new KafkaException("the brokers' time can't be read", away);
        }
    }
}
