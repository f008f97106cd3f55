package io.sluice.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.SampleReport;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.SamplePlan;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GenerationMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GenerationMeters meters = new GenerationMeters(registry, "vector-512");

    @Test
    void countsWhatARequestTookAndWhoWroteIt() {
        meters.ended(event("completed", null, 11, 20.0, 120));
        meters.ended(event("completed", null, 11, 40.0, 140));
        assertThat(registry.get("sluice.requests").tag("policy", "entropy").tag("outcome", "completed").counter().count()).isEqualTo(2);
        assertThat(registry.get("sluice.tokens").tag("model", "large").counter().count()).isEqualTo(8);
        assertThat(registry.get("sluice.switches").counter().count()).isEqualTo(6);
        assertThat(registry.get("sluice.catchup.tokens").counter().count()).isEqualTo(10);
        assertThat(registry.get("gen_ai.server.time_to_first_token").timer().mean(TimeUnit.MILLISECONDS)).isEqualTo(30);
        assertThat(registry.get("gen_ai.server.time_per_output_token").timer().mean(TimeUnit.MILLISECONDS)).isEqualTo(10);
        assertThat(registry.get("sluice.kernel").tag("kernel", "vector-512").gauge().value()).isEqualTo(1);
    }

    @Test
    void aRequestWithoutATokenHasNoTimes() {
        meters.ended(event("failed", "overloaded", 0, null, 1));
        assertThat(registry.get("sluice.requests").tag("code", "overloaded").counter().count()).isEqualTo(1);
        assertThat(registry.find("gen_ai.server.time_to_first_token").timer()).isNull();
    }

    @Test
    void oneTokenHasNoTimeBetweenTokens() {
        meters.ended(event("completed", null, 1, 5.0, 6));
        assertThat(registry.find("gen_ai.server.time_per_output_token").timer()).isNull();
    }

    @Test
    void samplesAreCountedByHowTheyEndedAndComeWithoutTimesBetweenTokens() {
        RoutingReport routing = new RoutingReport(Policy.SMALL, new Dials(null, 1, 1, 1, 0, 0, 0), null, Map.of("small", 40), 0, 0, 0, null,
                null, null, null, null, new SampleReport(SamplePlan.Pick.MAJORITY, 5, 3, 1, 3, 40), 1e6, 2e6, 0.01);
        meters.ended(new InferenceCompleted("r", "t", "completed", null, new Usage(9, 40), routing, 90.0, 90, Instant.EPOCH));
        assertThat(registry.get("sluice.samples").tag("pick", "majority").tag("end", "finished").counter().count()).isEqualTo(3);
        assertThat(registry.get("sluice.samples").tag("end", "unfinished").counter().count()).isEqualTo(2);
        assertThat(registry.get("sluice.samples.tokens").counter().count()).isEqualTo(40);
        assertThat(registry.find("gen_ai.server.time_per_output_token").timer()).isNull();
    }

    private static InferenceCompleted event(String outcome, @Nullable String code, int tokens, @Nullable Double first, double duration) {
        RoutingReport routing = new RoutingReport(Policy.ENTROPY, new Dials(EntropyRule.CURRENT, 1, 1, 1, 0, 0, 0), null,
                tokens == 0 ? Map.of() : Map.of("small", 7, "large", 4), 0.4, 3, 5, null, null, 1e6, 2e6, 0.01);
        return new InferenceCompleted("r", "t", outcome, code, new Usage(9, tokens), routing, first, duration, Instant.EPOCH);
    }
}
