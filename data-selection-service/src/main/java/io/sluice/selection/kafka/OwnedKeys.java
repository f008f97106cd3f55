package io.sluice.selection.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** Which keys of a topic are this replica's among its group; none of the topic is read. Of one thread. */
final class OwnedKeys implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private boolean moved;
    private int partitions;

    OwnedKeys(String bootstrapServers, String group, String topic) {
        this.topic = topic;
        this.consumer = GroupConsumer.open(bootstrapServers, group, 1);
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> came) {
                consumer.pause(came);
                moved |= !came.isEmpty();
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> gone) {
                // What is under way ends; what comes of it counts if nobody was faster.
            }
        });
    }

    /** Waits so long, and stays a member of the group. */
    void poll(Duration wait) {
        consumer.poll(wait);
    }

    boolean any() {
        return !consumer.assignment().isEmpty();
    }

    /** Whether keys came that another replica had, since this was asked last. */
    boolean moved() {
        boolean came = moved;
        if (came) {
            partitions = consumer.partitionsFor(topic).size();
            moved = false;
        }
        return came;
    }

    /** By the partition that a producer gives the key. */
    boolean mine(String key) {
        int partition = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
        return consumer.assignment().contains(new TopicPartition(topic, partition));
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
    }
}
