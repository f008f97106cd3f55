package io.sluice.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.RoutePlan;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeCheckTest {

    @Test
    void valuesAtTheBordersAreFine() {
        assertThat(RangeCheck.sampling(Sampling.GREEDY, 10)).isEmpty();
        assertThat(RangeCheck.sampling(new Sampling(2, 1e-9, 5, 0.999, -2, 2, 2, Map.of(9, -100.0, 0, 100.0), 1L), 10)).isEmpty();
        assertThat(RangeCheck.plan(plan(Policy.ENTROPY, new Dials(EntropyRule.CURRENT, Double.POSITIVE_INFINITY, 64, 256, 256, 1, 0)))).isEmpty();
        assertThat(RangeCheck.plan(plan(Policy.SMALL, new Dials(null, -5, 1, 1, 0, 0, 0)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2.1, 1, 0, 0, 0, 0, 1, temperature", "NaN, 1, 0, 0, 0, 0, 1, temperature", "1, 0, 0, 0, 0, 0, 1, topP",
        "1, NaN, 0, 0, 0, 0, 1, topP", "1, 1.01, 0, 0, 0, 0, 1, topP", "1, 1, -1, 0, 0, 0, 1, topK", "1, 1, 0, 1, 0, 0, 1, minP",
        "1, 1, 0, NaN, 0, 0, 1, minP", "1, 1, 0, 0, 2.5, 0, 1, presencePenalty", "1, 1, 0, 0, 0, -2.5, 1, frequencyPenalty",
        "1, 1, 0, 0, 0, 0, 0, repetitionPenalty", "1, 1, 0, 0, 0, 0, Infinity, repetitionPenalty"
    })
    void namesTheSamplingFieldAtFault(double temperature, double topP, int topK, double minP, double presence, double frequency,
            double repetition, String field) {
        Sampling sampling = new Sampling(temperature, topP, topK, minP, presence, frequency, repetition, Map.of(), null);
        assertThat(RangeCheck.sampling(sampling, 10)).hasValueSatisfying(problem ->
                assertThat(problem.param()).isEqualTo("sampling." + field));
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "-1, 1", "3, 100.5", "3, NaN"})
    void namesTheLogitBiasAtFault(int token, double bias) {
        Sampling sampling = new Sampling(1, 1, 0, 0, 0, 0, 1, Map.of(token, bias), null);
        assertThat(RangeCheck.sampling(sampling, 10)).hasValueSatisfying(problem ->
                assertThat(problem.param()).isEqualTo("sampling.logitBias"));
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, 1, 1, 0, 0, threshold", "0, 0, 1, 0, 0, window", "0, 65, 1, 0, 0, window", "0, 1, 0, 0, 0, minRun",
        "0, 1, 257, 0, 0, minRun", "0, 1, 1, -1, 0, coolDown", "0, 1, 1, 257, 0, coolDown", "0, 1, 1, 0, 1.1, largeShare",
        "0, 1, 1, 0, NaN, largeShare"
    })
    void namesTheDialAtFault(double threshold, int window, int minRun, int coolDown, double share, String field) {
        Dials dials = new Dials(EntropyRule.CURRENT, threshold, window, minRun, coolDown, share, 0);
        assertThat(RangeCheck.plan(plan(Policy.ENTROPY, dials))).hasValueSatisfying(problem ->
                assertThat(problem.param()).isEqualTo("plan.dials." + field));
    }

    @Test
    void policiesNeedTheirParts() {
        Dials dials = new Dials(null, 0, 1, 1, 0, 0, 0);
        assertThat(RangeCheck.plan(plan(Policy.ENTROPY, dials)).orElseThrow().param()).isEqualTo("plan.dials.rule");
        assertThat(RangeCheck.plan(plan(Policy.PROBE, dials)).orElseThrow().param()).isEqualTo("plan.probe");
        assertThat(RangeCheck.plan(plan(dials, probe(6, 1)))).isEmpty();
        assertThat(RangeCheck.plan(plan(dials, probe(5, 1)))).isPresent();
        assertThat(RangeCheck.plan(plan(dials, probe(6, 0)))).isPresent();
        assertThat(RangeCheck.plan(plan(dials, probe(6, Double.NaN)))).isPresent();
    }

    private static ProbeModel probe(int features, double scale) {
        return new ProbeModel(Collections.nCopies(features, 1.0), 0, Collections.nCopies(features, 0.0), Collections.nCopies(features, scale));
    }

    private static RoutePlan plan(Policy policy, Dials dials) {
        return new RoutePlan(policy, "small", "large", dials, null, null);
    }

    private static RoutePlan plan(Dials dials, @Nullable ProbeModel probe) {
        return new RoutePlan(Policy.PROBE, "small", "large", dials, probe, null);
    }
}
