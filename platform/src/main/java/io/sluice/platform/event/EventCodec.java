package io.sluice.platform.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.sluice.contracts.event.SluiceEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Events as CloudEvents 1.0 in Kafka's binary mode: attributes in {@code ce_} headers, the event's JSON as value. */
public final class EventCodec {

    private static final Map<String, Class<? extends SluiceEvent>> TYPES = EventTypes.all();

    private static final String TRACEPARENT = "traceparent";

    private final JsonMapper mapper;
    private final URI source;
    private final Clock clock;
    private final RandomGenerator random;
    private final Predicate<String> knows;

    /** @param source the service that speaks, e.g. {@code /sluice/router-service} */
    public EventCodec(JsonMapper mapper, URI source, Clock clock, RandomGenerator random) {
        this(mapper, source, clock, random, type -> true);
    }

    /** @param knows false: a type is read as if this version did not know it, as the version before it does not */
    public EventCodec(JsonMapper mapper, URI source, Clock clock, RandomGenerator random, Predicate<String> knows) {
        this.mapper = mapper;
        this.source = source;
        this.clock = clock;
        this.random = random;
        this.knows = knows;
    }

    /** What a record turned out to be. */
    public sealed interface Decoded {
        record Known(SluiceEvent event) implements Decoded {
        }

        /** A type this version does not know: newer writers are allowed, so it is counted and passed over. */
        record Unknown(String type) implements Decoded {
        }

        /** Not an event at all. */
        record Broken(String reason) implements Decoded {
        }
    }

    public ProducerRecord<String, byte[]> encode(SluiceEvent event, @Nullable String traceparent) {
        CloudEvent envelope = CloudEventBuilder.v1()
                .withId(HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong()))
                .withSource(source)
                .withType(event.type())
                .withSubject(event.aggregateId())
                .withTime(clock.instant().atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(mapper.writeValueAsBytes(event))
                .build();
        ProducerRecord<String, byte[]> record =
                KafkaMessageFactory.<String>createWriter(event.topic(), null, null, event.aggregateId()).writeBinary(envelope);
        if (traceparent != null) {
            record.headers().add(TRACEPARENT, traceparent.getBytes(StandardCharsets.US_ASCII));
        }
        return record;
    }

    public Decoded decode(ConsumerRecord<?, byte[]> record) {
        try {
            CloudEvent envelope = KafkaMessageFactory.createReader(record).toEvent();
            Class<? extends SluiceEvent> type = TYPES.get(envelope.getType());
            if (type == null || !knows.test(envelope.getType())) {
                return new Decoded.Unknown(envelope.getType());
            }
            if (envelope.getData() == null) {
                return new Decoded.Broken("the event has no data");
            }
            return new Decoded.Known(mapper.readValue(envelope.getData().toBytes(), type));
        } catch (CloudEventRWException | JacksonException | IllegalArgumentException | IllegalStateException broken) {
            return new Decoded.Broken(broken.getClass().getSimpleName() + ": the record is no event");
        }
    }
}
