package io.sluice.platform.event;

import io.sluice.contracts.event.FeedbackGiven;
import io.sluice.platform.json.StrictJson;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Events to publish and a plain consumer to see what arrived. */
final class Events {

    static final Instant NOW = Instant.parse("2026-11-20T09:08:07Z");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Events() {
    }

    static EventCodec codec() {
        return new EventCodec(StrictJson.mapper(), URI.create("/sluice/test"), Clock.fixed(NOW, ZoneOffset.UTC), new Random(1));
    }

    /** One about an aggregate, told from others by its comment. */
    static FeedbackGiven feedback(String id, int number) {
        return new FeedbackGiven(id, "tenant-a", 0.5, "number " + number, NOW);
    }

    /** The first {@code count} records with that key, in the order of their partition. */
    static List<ConsumerRecord<String, byte[]>> read(String bootstrap, String topic, String key, int count) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrap),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + LIMIT.toNanos();
            while (found.size() < count && System.nanoTime() < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(record.key())) {
                        found.add(record);
                    }
                }
            }
        }
        return found;
    }

    /** Waits for a state that some other thread brings about. */
    static void await(String what, BooleanSupplier state) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!state.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            Thread.sleep(20);
        }
    }
}
