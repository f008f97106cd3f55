package io.sluice.inference.adapter.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.kernel.LowRankFactors;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeadMixtureTest {

    private final LowRankAdapter one = Library.random(2, 0.5, 1);
    private final LowRankAdapter two = Library.random(2, 2, 2);

    private static HeadMixture mixture(int heads, double... logits) {
        double[][][][] all = new double[Library.SHAPE.layers()][Projection.values().length][heads][];
        for (double[][][] layer : all) {
            for (double[][] projection : layer) {
                Arrays.setAll(projection, h -> logits.clone());
            }
        }
        return new HeadMixture(all);
    }

    @Test
    void weightsAreThoseOfThePaper() {
        assertThat(HeadMixture.weights(new double[] {0.5, -1, 2})).containsExactly(new double[] {0.351236, 0.151756, 0.497008}, within(1e-6));
        assertThat(HeadMixture.weights(new double[4])).containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(1e-9));
    }

    @Test
    void parametersAreAveragedBeforeTheyAreMultipliedBlockByBlock() {
        HeadMixture mixture = mixture(2, 0, 0);
        mixture.logits()[1][Projection.UP.ordinal()][1] = new double[] {2, -1};
        LowRankFactors merged = mixture.merge(List.of(one, two)).factors(1, Projection.UP);
        double[][] w = {{0.5, 0.5}, HeadMixture.weights(new double[] {2, -1})};
        LowRankFactors first = one.factors(1, Projection.UP);
        LowRankFactors second = two.factors(1, Projection.UP);
        for (int j = 0; j < 2; j++) {
            for (int i = 0; i < 16; i++) {
                double[] block = w[i / 8];
                assertThat((double) merged.a()[j * 16 + i]).isCloseTo(block[0] * first.a()[j * 16 + i] + block[1] * second.a()[j * 16 + i], within(1e-6));
            }
            for (int o = 0; o < 24; o++) {
                double[] block = w[o / 12];
                assertThat((double) merged.b()[o * 2 + j])
                        .isCloseTo(block[0] * 0.5 * first.b()[o * 2 + j] + block[1] * 2 * second.b()[o * 2 + j], within(1e-5));
            }
        }
    }

    @Test
    void equalBlocksAreOneBlock() {
        LowRankFactors blocks = mixture(4, 0.3, -2).merge(List.of(one, two)).factors(0, Projection.OUTPUT);
        LowRankFactors whole = mixture(1, 0.3, -2).merge(List.of(one, two)).factors(0, Projection.OUTPUT);
        assertThat(blocks.a()).containsExactly(whole.a());
        assertThat(blocks.b()).containsExactly(whole.b());
    }

    @Test
    void oneAdapterAloneIsThatAdapter() {
        LowRankAdapter merged = mixture(2, -3).merge(List.of(one));
        for (Projection projection : Projection.values()) {
            float[] x = Library.numbers(Library.SHAPE.inputs(projection), new SplittableRandom(4));
            float[] expected = new float[Library.SHAPE.outputs(projection)];
            float[] y = new float[expected.length];
            one.project(0, projection, x, 0, expected, 0, Library.naive());
            merged.project(0, projection, x, 0, y, 0, Library.naive());
            assertThat(y).containsExactly(expected, within(1e-4f));
        }
        assertThat(mixture(2, -3).shares()).containsExactly(new double[] {1}, within(1e-9));
    }

    @Test
    void refusesWhatCantBeAveraged() {
        assertThatIllegalArgumentException().isThrownBy(() -> mixture(1, 0, 0).merge(List.of(one, Library.random(3, 1, 5))))
                .withMessageContaining("ranks 2 and 3");
        assertThatIllegalArgumentException().isThrownBy(() -> mixture(3, 0).merge(List.of(one))).withMessageContaining("can't be cut into 3");
    }
}
