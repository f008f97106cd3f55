package io.sluice.trainer.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OpenRecordsTest {

    private static final TopicPartition FIRST = new TopicPartition("jobs", 0);

    private final OpenRecords open = new OpenRecords();

    private static ConsumerRecord<byte[], byte[]> at(long offset) {
        return new ConsumerRecord<>("jobs", 0, offset, new byte[0], new byte[0]);
    }

    private long position() {
        return open.done().get(FIRST).offset();
    }

    @Test
    void aPartitionIsDoneUpToItsFirstOpenRecord() {
        open.read(at(5));
        open.read(at(6));
        open.read(at(7));
        open.done(at(6));
        assertThat(position()).isEqualTo(5);
        open.done(at(5));
        assertThat(position()).isEqualTo(7);
        open.done(at(7));
        assertThat(position()).isEqualTo(8);
    }

    @Test
    void whatWentToAnotherReaderIsNotAcknowledged() {
        open.read(at(5));
        open.lose(FIRST);
        open.done(at(5));
        assertThat(open.done()).isEmpty();
    }
}
