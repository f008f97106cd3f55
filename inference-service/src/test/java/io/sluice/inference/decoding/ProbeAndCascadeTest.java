package io.sluice.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.routing.ProbeModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeAndCascadeTest {

    @Test
    void featuresAreThoseOfTheContractInItsOrder() {
        PromptFeatures features = new PromptFeatures();
        features.read("a1".getBytes(StandardCharsets.UTF_8), new float[] {0, 0, 0, 0});
        features.read("23".getBytes(StandardCharsets.UTF_8), new float[] {0, 0, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY});
        features.read(new byte[0], new float[] {(float) Math.log(3), 0, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY});
        double last = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
        assertThat(features.values()).containsExactly(new double[] {
                3, 0.75, (Math.log(4) + Math.log(2) + last) / 3, Math.log(4), last, 0.75}, within(1e-5));
        assertThat(features.values()).hasSameSizeAs(ProbeModel.FEATURES);
    }

    @Test
    void scoreIsTheLogisticOfTheStandardisedFeatures() {
        ProbeModel probe = new ProbeModel(List.of(1.0, 2.0, 0.0, 0.0, 0.0, -1.0), 0.5, List.of(10.0, 0.0, 0.0, 0.0, 0.0, 0.5),
                List.of(5.0, 1.0, 1.0, 1.0, 1.0, 0.25));
        double z = 0.5 + (20 - 10) / 5.0 + 2 * 0.3 - (0.75 - 0.5) / 0.25;
        assertThat(PromptFeatures.score(probe, new double[] {20, 0.3, 9, 9, 9, 0.75})).isCloseTo(1 / (1 + Math.exp(-z)), within(1e-12));
    }

    @Test
    void brokenLogitsGiveAScoreThatNeverArguesForTheSmallModel() {
        PromptFeatures features = new PromptFeatures();
        features.read(new byte[] {'x'}, new float[] {0, Float.NaN});
        assertThat(features.values()[4]).isNaN();
        CascadeScore score = new CascadeScore();
        score.wrote(Double.NaN);
        score.wrote(0.1);
        assertThat(score.exceeds(1e300)).isTrue();
    }

    @Test
    void cascadeScoreIsTheLargestEntropyAndNeverFalls() {
        CascadeScore score = new CascadeScore();
        assertThat(score.exceeds(0)).isFalse();
        score.wrote(0.2);
        score.wrote(1.1);
        score.wrote(0.3);
        assertThat(score.value()).isEqualTo(1.1);
        assertThat(score.exceeds(1.1)).isFalse();
        assertThat(score.exceeds(1.0)).isTrue();
    }
}
