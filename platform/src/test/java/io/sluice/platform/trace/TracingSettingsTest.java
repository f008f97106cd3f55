package io.sluice.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:4318, http://127.0.0.1:4318/v1/traces",
        "http://collector:4318/, http://collector:4318/v1/traces",
        "https://otlp.example.org/in/otlp, https://otlp.example.org/in/otlp/v1/traces",
        "http://collector:4318/v1/traces, http://collector:4318/v1/traces"})
    void spansArePostedUnderTheEndpoint(String endpoint, URI traces) {
        assertThat(new TracingSettings(endpoint, "", "1").collector()).hasValueSatisfying(collector -> assertThat(collector.traces()).isEqualTo(traces));
    }

    @Test
    void withoutAnEndpointNothingIsRecordedWhateverElseIsSet() {
        assertThat(new TracingSettings(" ", "", "0.5").collector()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "grpc://collector:4317", "http://", "/v1/traces", "http://a b", "http://user:word@collector",
        "http://collector?x=1"})
    void anEndpointThatIsNoneIsRefusedByName(String endpoint) {
        assertThatThrownBy(() -> new TracingSettings(endpoint, "", "1").collector()).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sluice.tracing.endpoint ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-0.1", "1.01", "NaN", "half"})
    void aRatioThatIsNoneIsRefusedByName(String ratio) {
        assertThatThrownBy(() -> new TracingSettings("http://collector:4318", "", ratio).collector()).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sluice.tracing.ratio must be a number from 0 to 1, but is '" + ratio + "'");
    }

    @Test
    void headersAreReadAndNeverTold() {
        TracingSettings settings = new TracingSettings("http://collector:4318", "Authorization=Bearer sesame, X-Team = a=b", "1");
        assertThat(settings.collector()).hasValueSatisfying(collector -> {
            assertThat(collector.headers()).isEqualTo(Map.of("Authorization", "Bearer sesame", "X-Team", "a=b"));
            assertThat(collector.toString()).doesNotContain("sesame");
        });
        assertThatThrownBy(() -> new TracingSettings("http://collector:4318", "Authorization: Bearer sesame", "1").collector())
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("sluice.tracing.headers ")
                .hasMessageNotContaining("sesame");
    }
}
