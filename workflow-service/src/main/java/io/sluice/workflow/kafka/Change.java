package io.sluice.workflow.kafka;

import io.sluice.contracts.event.SluiceEvent;
import io.sluice.platform.event.EventCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * All that one command or alarm changes: computed whole before anything is written, since a failure in the midst would leave
 * what was written before it. Of one call.
 */
final class Change {

    /** A broker takes a mebibyte, with headers. */
    static final int RECORD_BYTES_MAX = 1_000_000;

    private final EventCodec codec;
    private final List<Put> puts = new ArrayList<>();
    private final List<Outgoing> outgoing = new ArrayList<>();

    Change(EventCodec codec) {
        this.codec = codec;
    }

    /** @param value absent: deleted */
    record Put(String store, String key, byte @Nullable [] value) {
    }

    /** @param value absent: a tombstone */
    record Outgoing(String topic, String key, byte @Nullable [] value, Headers headers) {
    }

    /** Something does not fit into a record. */
    static final class TooLarge extends RuntimeException {

        TooLarge(String what, int bytes) {
            super(what + " is " + bytes + " bytes long", null, false, false);
        }
    }

    /** @throws TooLarge when it does not fit into a record */
    void put(String store, String key, byte @Nullable [] value) {
        fits("the state of " + key, value);
        puts.add(new Put(store, key, value));
    }

    /** @throws TooLarge when it does not fit into a record */
    void tell(SluiceEvent event, @Nullable String traceparent) {
        ProducerRecord<String, byte[]> record = codec.encode(event, traceparent);
        fits(event.type() + " of " + event.aggregateId(), record.value());
        outgoing.add(new Outgoing(record.topic(), record.key(), record.value(), record.headers()));
    }

    void forget(String topic, String key) {
        outgoing.add(new Outgoing(topic, key, null, new RecordHeaders()));
    }

    List<Put> puts() {
        return puts;
    }

    List<Outgoing> outgoing() {
        return outgoing;
    }

    private static void fits(String what, byte @Nullable [] value) {
        if (value != null && value.length > RECORD_BYTES_MAX) {
            throw new TooLarge(what, value.length);
        }
    }
}
