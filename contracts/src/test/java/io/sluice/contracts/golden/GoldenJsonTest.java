package io.sluice.contracts.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.generation.GenerateEvent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenJsonTest {

    static Stream<Arguments> samples() {
        return Stream.concat(Samples.EVENTS.entrySet().stream(), Samples.MESSAGES.entrySet().stream())
                .map(sample -> Arguments.of(sample.getKey(), sample.getValue()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isWrittenAsTheGoldenFileSays(String name, Object sample) {
        assertThat(GoldenJson.MAPPER.readTree(GoldenJson.MAPPER.writeValueAsString(sample)))
                .isEqualTo(GoldenJson.MAPPER.readTree(GoldenJson.read(name)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theGoldenFileIsReadBackWhole(String name, Object sample) {
        assertThat(GoldenJson.MAPPER.readValue(GoldenJson.read(name), declared(sample))).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void fieldsOfANewerWriterAreIgnored(String name, Object sample) {
        assertThat(GoldenJson.MAPPER.readValue(GoldenJson.withUnknownFields(GoldenJson.read(name)), declared(sample)))
                .isEqualTo(sample);
    }

    @Test
    void everyEventTypeHasAGoldenFileOfItsName() {
        // What nobody writes has no golden file.
        List<Class<?>> types = records(SluiceEvent.class).filter(each -> each != RunEvent.Unknown.class).toList();

        assertThat(Samples.EVENTS.values().stream().<Class<?>>map(Object::getClass)).hasSameElementsAs(types);
        assertThat(Samples.EVENTS).allSatisfy((name, event) -> assertThat(event.type()).isEqualTo(name));
    }

    @Test
    void everyLineOfTheAnswerStreamHasAGoldenFile() {
        assertThat(Samples.MESSAGES.values().stream().filter(GenerateEvent.class::isInstance).map(Object::getClass))
                .hasSameElementsAs(Arrays.asList(GenerateEvent.class.getPermittedSubclasses()));
    }

    @Test
    void typesAndTopicsFollowTheirRules() {
        List<String> topics = Topics.ALL.stream().map(Topics.Topic::name).toList();

        assertThat(topics).doesNotHaveDuplicates().allMatch(name -> name.matches("sluice\\.[a-z]+\\.[a-z]+\\.v[0-9]+(\\.dlt)?"));
        assertThat(Samples.EVENTS.values()).allSatisfy(event -> {
            assertThat(event.type()).matches("io\\.sluice\\.[a-z.]+\\.v[0-9]+");
            assertThat(event.topic()).isIn(topics);
            assertThat(event.aggregateId()).isNotBlank();
        });
    }

    @Test
    void calibrationsOfOnePolicyAndRuleShareAKey() {
        SluiceEvent event = Samples.EVENTS.get(io.sluice.contracts.event.CalibrationPublished.TYPE);

        assertThat(event.aggregateId()).isEqualTo("PROBE");
    }

    /** Sealed interfaces may hold others. */
    private static Stream<Class<?>> records(Class<?> type) {
        return type.isInterface() ? Arrays.stream(type.getPermittedSubclasses()).flatMap(GoldenJsonTest::records) : Stream.of(type);
    }

    /** A stream line is read as its interface, by its {@code type}. */
    private static Class<?> declared(Object sample) {
        return sample instanceof GenerateEvent ? GenerateEvent.class : sample.getClass();
    }
}
