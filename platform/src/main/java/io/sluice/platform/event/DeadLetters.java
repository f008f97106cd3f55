package io.sluice.platform.event;

import io.sluice.contracts.event.Topics;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that nobody can use, kept whole in {@code <topic>.dlt} with the reason and where they were. Thread-safe. */
public final class DeadLetters implements AutoCloseable {

    private final DurableOutlet outlet;

    public DeadLetters(String bootstrapServers) {
        this.outlet = new DurableOutlet(bootstrapServers);
    }

    /** Completes when the broker has it, exceptionally within seconds when it can't be reached. */
    public CompletableFuture<Void> bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(record.topic() + Topics.DEAD_LETTER_SUFFIX, null, key, record.value(), record.headers());
        letter.headers().add("sluice_reason", reason.getBytes(StandardCharsets.UTF_8));
        letter.headers().add("sluice_topic", record.topic().getBytes(StandardCharsets.UTF_8));
        letter.headers().add("sluice_offset", (record.partition() + "@" + record.offset()).getBytes(StandardCharsets.UTF_8));
        return outlet.send(letter);
    }

    @Override
    public void close() {
        outlet.close();
    }
}
