package io.sluice.platform.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.FeedbackGiven;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EventCodecTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final EventCodec codec = Events.codec();

    @Test
    void writesACloudEventInBinaryModeKeyedByItsAggregate() {
        ProducerRecord<String, byte[]> record = codec.encode(Events.feedback("req-1", 1), TRACE);

        assertThat(record.topic()).isEqualTo("sluice.feedback.given.v1");
        assertThat(record.key()).isEqualTo("req-1");
        assertThat(headers(record)).containsEntry("ce_specversion", "1.0").containsEntry("ce_type", FeedbackGiven.TYPE)
                .containsEntry("ce_source", "/sluice/test").containsEntry("ce_subject", "req-1")
                .containsEntry("ce_time", "2026-11-20T09:08:07Z").containsEntry("content-type", "application/json")
                .containsEntry("traceparent", TRACE).hasEntrySatisfying("ce_id", id -> assertThat(id).hasSize(32));
        assertThat(new String(record.value(), StandardCharsets.UTF_8)).contains("\"requestId\":\"req-1\"", "\"comment\":\"number 1\"");
    }

    @Test
    void twoEventsNeverShareAnId() {
        assertThat(headers(codec.encode(Events.feedback("a", 1), null)).get("ce_id"))
                .isNotEqualTo(headers(codec.encode(Events.feedback("a", 1), null)).get("ce_id"));
    }

    @Test
    void anEventWithoutATraceHasNoTraceHeader() {
        assertThat(headers(codec.encode(Events.feedback("a", 1), null))).doesNotContainKey("traceparent");
    }

    @Test
    void readsBackWhatItWrote() {
        FeedbackGiven event = Events.feedback("req-1", 7);

        assertThat(codec.decode(consumed(codec.encode(event, TRACE)))).isEqualTo(new EventCodec.Decoded.Known(event));
    }

    @Test
    void aTypeOfANewerWriterIsUnknownAndNotBroken() {
        ProducerRecord<String, byte[]> record = codec.encode(Events.feedback("a", 1), null);
        record.headers().remove("ce_type").add("ce_type", "io.sluice.adapter.invented.v1".getBytes(StandardCharsets.UTF_8));

        assertThat(codec.decode(consumed(record))).isEqualTo(new EventCodec.Decoded.Unknown("io.sluice.adapter.invented.v1"));
    }

    @Test
    void aRecordWithoutCloudEventHeadersIsBroken() {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("t", "k", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(codec.decode(consumed(record))).isInstanceOf(EventCodec.Decoded.Broken.class);
    }

    @Test
    void dataThatDoesNotFitItsTypeIsBrokenAndNotQuoted() {
        ProducerRecord<String, byte[]> good = codec.encode(Events.feedback("a", 1), null);
        ProducerRecord<String, byte[]> bad = new ProducerRecord<>(good.topic(), null, good.key(),
                "{\"score\":\"a canary secret\"}".getBytes(StandardCharsets.UTF_8), good.headers());

        assertThat(codec.decode(consumed(bad))).isInstanceOfSatisfying(EventCodec.Decoded.Broken.class,
                broken -> assertThat(broken.reason()).doesNotContain("canary"));
    }

    private static Map<String, String> headers(ProducerRecord<?, ?> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    private static ConsumerRecord<String, byte[]> consumed(ProducerRecord<String, byte[]> record) {
        return new ConsumerRecord<>(record.topic(), 0, 0, 0, TimestampType.CREATE_TIME, 0, record.value().length,
                record.key(), record.value(), new RecordHeaders(record.headers()), java.util.Optional.empty());
    }
}
