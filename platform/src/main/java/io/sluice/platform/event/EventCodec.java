package io.sluice.platform.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.sluice.contracts.event.AdapterActivated;
import io.sluice.contracts.event.AdapterAliased;
import io.sluice.contracts.event.AdapterCanaried;
import io.sluice.contracts.event.AdapterDeactivated;
import io.sluice.contracts.event.AdapterLoadRejected;
import io.sluice.contracts.event.AdapterLoaded;
import io.sluice.contracts.event.AdapterPinned;
import io.sluice.contracts.event.AdapterRejected;
import io.sluice.contracts.event.AdapterResidencyTold;
import io.sluice.contracts.event.AdapterRetired;
import io.sluice.contracts.event.AdapterRolledBack;
import io.sluice.contracts.event.AdapterUnloaded;
import io.sluice.contracts.event.AdapterUploaded;
import io.sluice.contracts.event.AdapterValidated;
import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.contracts.event.FeedbackGiven;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.event.RouteDecided;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.TrainingCancelRequested;
import io.sluice.contracts.event.TrainingCancelled;
import io.sluice.contracts.event.TrainingCompleted;
import io.sluice.contracts.event.TrainingFailed;
import io.sluice.contracts.event.TrainingProgressed;
import io.sluice.contracts.event.TrainingRejected;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.event.TrainingStarted;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Events as CloudEvents 1.0 in Kafka's binary mode: attributes in {@code ce_} headers, the event's JSON as value. */
public final class EventCodec {

    private static final Map<String, Class<? extends SluiceEvent>> TYPES = Map.ofEntries(
            Map.entry(RouteDecided.TYPE, RouteDecided.class),
            Map.entry(InferenceCompleted.TYPE, InferenceCompleted.class),
            Map.entry(FeedbackGiven.TYPE, FeedbackGiven.class),
            Map.entry(CalibrationPublished.TYPE, CalibrationPublished.class),
            Map.entry(AdapterUploaded.TYPE, AdapterUploaded.class),
            Map.entry(AdapterValidated.TYPE, AdapterValidated.class),
            Map.entry(AdapterRejected.TYPE, AdapterRejected.class),
            Map.entry(AdapterCanaried.TYPE, AdapterCanaried.class),
            Map.entry(AdapterActivated.TYPE, AdapterActivated.class),
            Map.entry(AdapterRolledBack.TYPE, AdapterRolledBack.class),
            Map.entry(AdapterDeactivated.TYPE, AdapterDeactivated.class),
            Map.entry(AdapterPinned.TYPE, AdapterPinned.class),
            Map.entry(AdapterAliased.TYPE, AdapterAliased.class),
            Map.entry(AdapterRetired.TYPE, AdapterRetired.class),
            Map.entry(AdapterLoaded.TYPE, AdapterLoaded.class),
            Map.entry(AdapterUnloaded.TYPE, AdapterUnloaded.class),
            Map.entry(AdapterLoadRejected.TYPE, AdapterLoadRejected.class),
            Map.entry(AdapterResidencyTold.TYPE, AdapterResidencyTold.class),
            Map.entry(TrainingRequested.TYPE, TrainingRequested.class),
            Map.entry(TrainingCancelRequested.TYPE, TrainingCancelRequested.class),
            Map.entry(TrainingStarted.TYPE, TrainingStarted.class),
            Map.entry(TrainingProgressed.TYPE, TrainingProgressed.class),
            Map.entry(TrainingCompleted.TYPE, TrainingCompleted.class),
            Map.entry(TrainingRejected.TYPE, TrainingRejected.class),
            Map.entry(TrainingFailed.TYPE, TrainingFailed.class),
            Map.entry(TrainingCancelled.TYPE, TrainingCancelled.class));

    private static final String TRACEPARENT = "traceparent";

    private final JsonMapper mapper;
    private final URI source;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param source the service that speaks, e.g. {@code /sluice/router-service} */
    public EventCodec(JsonMapper mapper, URI source, Clock clock, RandomGenerator random) {
        this.mapper = mapper;
        this.source = source;
        this.clock = clock;
        this.random = random;
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
            if (type == null) {
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
