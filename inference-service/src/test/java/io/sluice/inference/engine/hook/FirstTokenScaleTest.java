package io.sluice.inference.engine.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstTokenScaleTest {

    private static final ModelShape SHAPE = new ModelShape(2, 8, 3, 4, 10, 1, 16);
    private static final double[] ATTENTION = {.6, .2, .1, .1};

    /** Softmax of the logarithms of {@link #ATTENTION} after the hook saw them at {@code at}. */
    private static double[] scaled(FirstTokenScale scale, int layer, int head, int first) {
        float[] scores = {9, (float) Math.log(.6), (float) Math.log(.2), (float) Math.log(.1), (float) Math.log(.1)};
        scale.scores(layer, head, first + 3, first, scores, 1);
        double[] weights = new double[4];
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += weights[i] = Math.exp(scores[i + 1]);
        }
        for (int i = 0; i < 4; i++) {
            weights[i] /= sum;
        }
        assertThat(scores[0]).isEqualTo(9);
        return weights;
    }

    @Test
    void scalesTheFirstTokenAndBringsTheRowBackToOne() {
        assertThat(scaled(FirstTokenScale.everywhere(SHAPE, 2), 0, 0, 0))
                .containsExactly(new double[] {.75, .125, .0625, .0625}, within(1e-6));
        assertThat(scaled(FirstTokenScale.everywhere(SHAPE, .5), 1, 2, 0))
                .containsExactly(new double[] {.428571, .285714, .142857, .142857}, within(1e-6));
    }

    @Test
    void leavesOtherHeadsAndRowsWithoutTheFirstTokenAlone() {
        FirstTokenScale scale = new FirstTokenScale(new double[][] {{1, 1, 1}, {1, 5, 1}});
        assertThat(scaled(scale, 0, 1, 0)).containsExactly(ATTENTION, within(1e-6));
        assertThat(scaled(scale, 1, 0, 0)).containsExactly(ATTENTION, within(1e-6));
        assertThat(scaled(scale, 1, 1, 7)).containsExactly(ATTENTION, within(1e-6));
        assertThat(scaled(scale, 1, 1, 0)[0]).isCloseTo(3.0 / 3.4, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAFactorThatIsNone(double factor) {
        assertThatThrownBy(() -> FirstTokenScale.everywhere(SHAPE, factor))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("layer 0, head 0");
    }

    @Test
    void refusesAModelOfAnotherShape() {
        FirstTokenScale scale = FirstTokenScale.everywhere(SHAPE, 2);
        scale.requireFit(SHAPE);
        assertThatThrownBy(() -> scale.requireFit(new ModelShape(2, 8, 4, 4, 10, 1, 16)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("2 layers of 3 heads");
    }
}
