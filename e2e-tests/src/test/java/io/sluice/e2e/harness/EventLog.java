package io.sluice.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;

/** Reads the platform's topics as any other consumer would: from the beginning, with nothing but Kafka's own client. */
public final class EventLog {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final String bootstrap;

    EventLog(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** The first event of a topic about one aggregate, waited for. */
    public Event await(String topic, String key) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers", bootstrap, "enable.auto.commit", "false", "isolation.level", "read_committed"),
                new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() - end < 0) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(record.key())) {
                        return Event.of(record);
                    }
                }
            }
        }
        throw new AssertionError("no event about " + key + " in " + topic + " within " + LIMIT);
    }

    /** A CloudEvent in binary mode. */
    public record Event(String key, Map<String, String> headers, JsonNode data) {

        static Event of(ConsumerRecord<String, String> record) {
            Map<String, String> headers = new java.util.TreeMap<>();
            for (Header header : record.headers()) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
            return new Event(record.key(), headers, Json.read(record.value()));
        }
    }
}
