package io.sluice.trainer.kafka;

import io.sluice.contracts.event.TrainingRequested;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A job and the record that asked for it, by which it is acknowledged. */
public record JobRecord(TrainingRequested request, ConsumerRecord<byte[], byte[]> record) {

    public String id() {
        return String.valueOf(request.job().id());
    }
}
