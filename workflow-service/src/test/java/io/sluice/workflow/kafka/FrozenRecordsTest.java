package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.WorkflowMessage;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.execution.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records as versions before this one wrote them, of every kind. They are read, and what is written of them now says all that
 * they said then: so a replica of such a version, which passes over what it does not know, reads this one's records too.
 */
class FrozenRecordsTest {

    /** Files by the SHA-256 of their bytes. A new kind of record comes into a new file; none is ever changed. */
    private static final Map<String, String> FILES = Map.of("records-0.1.txt", "7dbee8ba452483f706453ab88ceee2577acbbb6721c1fd68247768b0447bab0d");
    private static final JsonMapper MAPPER = StrictJson.mapper();
    private static final EventCodec CODEC = new EventCodec(MAPPER, URI.create("/sluice/test"), Clock.systemUTC(), new Random(1));
    private static final StateFormat STATES = new StateFormat(MAPPER);

    private static byte[] bytes(String file) {
        try (InputStream in = Objects.requireNonNull(FrozenRecordsTest.class.getResourceAsStream("/golden/" + file))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> records() {
        return FILES.keySet().stream().flatMap(file -> new String(bytes(file), StandardCharsets.UTF_8).lines())
                .filter(line -> !line.startsWith("#")).map(line -> line.split(" ", 2)).map(parts -> Arguments.of(parts[0], parts[1]));
    }

    /** As a replica reads it and would write it. */
    private static JsonNode writtenAgain(String type, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return MAPPER.readTree(switch (type) {
            case "state/run" -> STATES.write(STATES.run(bytes));
            case "state/team" -> STATES.write(STATES.team(bytes));
            case "state/workflow" -> STATES.write(STATES.workflow(bytes));
            case "state/alarms" -> STATES.write(STATES.alarms(bytes));
            default -> CODEC.encode(event(type, bytes), null).value();
        });
    }

    private static WorkflowMessage event(String type, byte[] value) {
        RecordHeaders headers = new RecordHeaders();
        Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_source", "/sluice/workflow-service", "ce_type", type, "content-type", "application/json")
                .forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        EventCodec.Decoded decoded = CODEC.decode(new ConsumerRecord<>("t", 0, 0, 0, TimestampType.CREATE_TIME, 0, 0, "k", value, headers, Optional.empty()));
        assertThat(decoded).isInstanceOf(EventCodec.Decoded.Known.class);
        return (WorkflowMessage) ((EventCodec.Decoded.Known) decoded).event();
    }

    private static void saysWhat(JsonNode then, JsonNode now, String where) {
        if (then.isObject()) {
            then.properties().forEach(field -> saysWhat(field.getValue(), now.path(field.getKey()), where + "/" + field.getKey()));
        } else if (then.isArray()) {
            assertThat(now.size()).as(where).isEqualTo(then.size());
            for (int i = 0; i < then.size(); i++) {
                saysWhat(then.get(i), now.get(i), where + "/" + i);
            }
        } else if (then.isNumber()) {
            assertThat(now.isNumber()).as(where).isTrue();
            assertThat(now.decimalValue()).as(where).isEqualByComparingTo(then.decimalValue());
        } else {
            assertThat(now).as(where).isEqualTo(then);
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatWasWrittenOnceIsReadAndSaidAgain(String type, String value) {
        saysWhat(MAPPER.readTree(value), writtenAgain(type, value), type);
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatANewerVersionAddsIsPassedOver(String type, String value) {
        ObjectNode newer = (ObjectNode) MAPPER.readTree(value);
        if (!type.equals("state/alarms")) {
            newer.put("addedLater", "by a newer version").putObject("andThis").put("too", 1);
        }
        assertThat(writtenAgain(type, newer.toString())).isEqualTo(writtenAgain(type, value));
    }

    @Test
    void everyKindOfRecordIsFrozenAndNoneIsChanged() throws Exception {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(file.getKey())))).as(file.getKey())
                    .isEqualTo(file.getValue());
        }
        List<String> frozen = records().map(record -> (String) record.get()[0]).toList();
        assertThat(frozen).containsAll(types(WorkflowMessage.class).toList()).contains("state/run", "state/team", "state/workflow", "state/alarms");
    }

    /** A version that adds one to these writes {@code needs} into the states that have it, or a new version of the command's type. */
    @Test
    void valuesOfFixedSetsAreThoseThatEveryVersionKnows() {
        assertThat(Phase.values()).extracting(Phase::name).containsExactly("RESERVING", "READY", "STEP", "RETRYING", "APPROVAL", "ATTENTION", "COMPLETED",
                "FAILED", "CANCELLED");
        assertThat(StepReport.class.getPermittedSubclasses()).extracting(Class::getSimpleName).containsExactlyInAnyOrder("Succeeded", "Failed", "Unknown");
    }

    @Test
    void theEnvelopeIsTheSame() {
        ProducerRecord<String, byte[]> record = CODEC.encode(new RunEvent.Paused("r", 2, "ops", java.time.Instant.EPOCH), "00-1-2-03");
        assertThat(record.headers()).extracting(header -> header.key()).containsExactlyInAnyOrder("ce_specversion", "ce_id", "ce_source", "ce_type",
                "ce_subject", "ce_time", "content-type", "traceparent");
        assertThat(record.key()).isEqualTo("run/r");
    }

    private static Stream<String> types(Class<?> type) {
        if (type.isInterface()) {
            return Arrays.stream(type.getPermittedSubclasses()).flatMap(FrozenRecordsTest::types);
        }
        try {
            return type == RunEvent.Unknown.class ? Stream.empty() : Stream.of((String) type.getField("TYPE").get(null));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
