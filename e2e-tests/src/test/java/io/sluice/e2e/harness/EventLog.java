package io.sluice.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The platform's topics as anybody else sees them: read from the beginning, and written to, with nothing but Kafka's own client. */
public final class EventLog {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String bootstrap;

    EventLog(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** The first event of a topic about one aggregate, waited for. */
    public Event await(String topic, String key) {
        return Event.of(first(topic, record -> key.equals(record.key()), "no event about " + key));
    }

    /** The headers of the first record of a topic that has this value, waited for. */
    public Map<String, String> awaitHeaders(String topic, String value) {
        return headers(first(topic, record -> value.equals(record.value()), "no record " + value));
    }

    private ConsumerRecord<String, String> first(String topic, Predicate<ConsumerRecord<String, String>> wanted, String otherwise) {
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
                    if (wanted.test(record)) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError(otherwise + " in " + topic + " within " + LIMIT);
    }

    /** All events about one aggregate that are there now, in order. */
    public List<Event> all(String topic, String key) {
        List<Event> found = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers", bootstrap, "enable.auto.commit", "false", "isolation.level", "read_committed"),
                new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> goal = consumer.endOffsets(partitions);
            while (goal.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(record.key())) {
                        found.add(Event.of(record));
                    }
                }
            }
        }
        return found;
    }

    /** The same record to every partition of a topic, as anybody with access could. */
    public void write(String topic, @Nullable String key, Map<String, String> headers, String value) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap),
                new StringSerializer(), new StringSerializer())) {
            for (PartitionInfo partition : producer.partitionsFor(topic)) {
                ProducerRecord<String, String> record = new ProducerRecord<>(topic, partition.partition(), key, value);
                headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
                producer.send(record).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("can not write to " + topic, e);
        }
    }

    private static Map<String, String> headers(ConsumerRecord<String, String> record) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    /** A CloudEvent in binary mode. */
    public record Event(String key, Map<String, String> headers, JsonNode data) {

        static Event of(ConsumerRecord<String, String> record) {
            return new Event(record.key(), EventLog.headers(record), Json.read(record.value()));
        }
    }
}
