package io.sluice.router.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.routing.ProbeModel;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {

    private static final int N = 400;

    @Test
    void gradientOfTheObjectiveVanishesAtTheFit() {
        double[][] x = features();
        boolean[] wrong = labels(x);
        ProbeModel fit = LogisticRegression.fit(x, wrong);
        for (int j = 0; j < x[0].length; j++) {
            double gradient = fit.weights().get(j);
            for (int i = 0; i < N; i++) {
                gradient += (probability(fit, x[i]) - (wrong[i] ? 1 : 0)) * (x[i][j] - fit.mean().get(j)) / fit.scale().get(j);
            }
            assertThat(gradient).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void findsTheFeatureThatMatters() {
        double[][] x = features();
        ProbeModel fit = LogisticRegression.fit(x, labels(x));
        assertThat(fit.weights().get(4)).isPositive();
        for (int j = 0; j < 4; j++) {
            assertThat(Math.abs(fit.weights().get(j))).isLessThan(fit.weights().get(4) / 2);
        }
    }

    @Test
    void survivesConstantFeaturesAndSeparableLabels() {
        double[][] x = {{1, 0, 0, 0, 0, 5}, {1, 0, 0, 0, 1, 5}, {1, 0, 0, 0, 2, 5}, {1, 0, 0, 0, 3, 5}};
        ProbeModel fit = LogisticRegression.fit(x, new boolean[] {false, false, true, true});
        assertThat(fit.weights()).allMatch(Double::isFinite);
        assertThat(probability(fit, x[3])).isGreaterThan(probability(fit, x[0]));
    }

    private static double[][] features() {
        SplittableRandom random = new SplittableRandom(3);
        double[][] x = new double[N][ProbeModel.FEATURES.size()];
        for (double[] item : x) {
            for (int j = 0; j < item.length; j++) {
                item[j] = random.nextDouble() * (j + 1);
            }
        }
        return x;
    }

    private static boolean[] labels(double[][] x) {
        SplittableRandom random = new SplittableRandom(4);
        boolean[] wrong = new boolean[N];
        for (int i = 0; i < N; i++) {
            wrong[i] = random.nextDouble() < 1 / (1 + Math.exp(-2 * (x[i][4] - 2.5)));
        }
        return wrong;
    }

    private static double probability(ProbeModel fit, double[] x) {
        double z = fit.bias();
        for (int j = 0; j < x.length; j++) {
            z += fit.weights().get(j) * (x[j] - fit.mean().get(j)) / fit.scale().get(j);
        }
        return 1 / (1 + Math.exp(-z));
    }
}
