package io.sluice.selection.selector.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearFitTest {

    /** x = 1..5, y = 2, 4, 5, 4, 5: slope 0.6, intercept 2.2, R² 0.6, standard error √0.08, t = 2.1213 with 3 degrees. */
    @Test
    void isTheWorkedExample() {
        LinearFit fit = LinearFit.of(new double[][] {{1}, {2}, {3}, {4}, {5}}, new double[] {2, 4, 5, 4, 5});

        assertThat(fit.weights()[0]).isCloseTo(0.6, within(1e-12));
        assertThat(fit.intercept()).isCloseTo(2.2, within(1e-12));
        assertThat(fit.rSquared()).isCloseTo(0.6, within(1e-12));
        assertThat(fit.pValues()[0]).isCloseTo(0.124, within(5e-4));
    }

    @Test
    void findsWhatMadeTheNumbersWhateverTheUnits() {
        SplittableRandom random = new SplittableRandom(1);
        double[][] x = new double[200][3];
        double[] y = new double[200];
        for (int i = 0; i < y.length; i++) {
            x[i] = new double[] {1e6 * random.nextDouble(), 1e-3 * random.nextDouble(), 5 + random.nextDouble()};
            y[i] = 3 + 2e-6 * x[i][0] - 4e3 * x[i][1] + 0.01 * (random.nextDouble() - 0.5);
        }
        LinearFit fit = LinearFit.of(x, y);

        assertThat(fit.weights()[0]).isCloseTo(2e-6, within(1e-8));
        assertThat(fit.weights()[1]).isCloseTo(-4e3, within(10.0));
        assertThat(fit.weights()[2]).isCloseTo(0, within(0.01));
        assertThat(fit.pValues()[0]).isLessThan(1e-30);
        assertThat(fit.pValues()[2]).isGreaterThan(0.01);
    }

    @Test
    void columnsThatSayTheSameAreRefused() {
        double[] y = {1, 2, 3, 5};
        assertThatThrownBy(() -> LinearFit.of(new double[][] {{1, 2}, {2, 4}, {3, 6}, {4, 8}}, y)).hasMessageContaining("follows from others");
        assertThatThrownBy(() -> LinearFit.of(new double[][] {{7}, {7}, {7}, {7}}, y)).hasMessageContaining("does not vary");
    }
}
