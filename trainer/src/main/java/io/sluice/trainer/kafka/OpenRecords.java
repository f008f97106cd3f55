package io.sluice.trainer.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What was read and what of it is done. A partition may be acknowledged up to its first record that is open: what is above
 * that comes again after a crash, and is done again without harm.
 */
final class OpenRecords {

    private final Map<TopicPartition, TreeSet<Long>> open = new HashMap<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();

    void read(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        open.computeIfAbsent(partition, none -> new TreeSet<>()).add(record.offset());
        next.put(partition, record.offset() + 1);
    }

    void done(ConsumerRecord<byte[], byte[]> record) {
        TreeSet<Long> offsets = open.get(new TopicPartition(record.topic(), record.partition()));
        if (offsets != null) {
            offsets.remove(record.offset());
        }
    }

    /** They are another reader's now. */
    void lose(TopicPartition partition) {
        open.remove(partition);
        next.remove(partition);
    }

    /** Up to where each partition is done. */
    Map<TopicPartition, OffsetAndMetadata> done() {
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        next.forEach((partition, end) -> {
            TreeSet<Long> offsets = open.get(partition);
            done.put(partition, new OffsetAndMetadata(offsets == null || offsets.isEmpty() ? end : offsets.first()));
        });
        return done;
    }
}
