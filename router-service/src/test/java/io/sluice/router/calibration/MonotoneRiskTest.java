package io.sluice.router.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonotoneRiskTest {

    /** Twenty items: score, small right, large right. */
    private static final double[][] ITEMS = {
        {.05, 1, 1}, {.08, 1, 1}, {.10, 1, 1}, {.12, 1, 0}, {.15, 1, 1}, {.18, 0, 0}, {.20, 1, 1}, {.22, 1, 1}, {.25, 0, 1},
        {.28, 1, 1}, {.30, 1, 1}, {.33, 1, 1}, {.36, 0, 1}, {.40, 1, 1}, {.45, 0, 1}, {.50, 1, 1}, {.60, 0, 1}, {.70, 0, 1},
        {.80, 0, 0}, {.90, 0, 1}};
    private static final double[] GRID = {.2, .3, .4, .5, .7};

    private final MonotoneRisk worked = new MonotoneRisk(column(0), lost());

    @ParameterizedTest
    @CsvSource({".2,0,.047619,.90", ".3,1,.095238,.85", ".4,2,.142857,.80", ".5,3,.190476,.75", ".7,5,.285714,.65"})
    void agreesWithTheWorkedExample(double threshold, int losses, double conformal, double accuracy) {
        assertThat(worked.losses(threshold)).isEqualTo(losses);
        assertThat((losses + 1.0) / (ITEMS.length + 1.0)).isCloseTo(conformal, within(1e-6));
        double right = 0;
        for (double[] item : ITEMS) {
            right += item[0] <= threshold ? item[1] : item[2];
        }
        assertThat(right / ITEMS.length).isCloseTo(accuracy, within(1e-9));
    }

    @Test
    void conformalControlPicksAsInTheWorkedExample() {
        assertThat(worked.laxest(GRID, MonotoneRisk.onAverage(.15))).hasValue(.4);
        assertThat(worked.laxest(GRID, MonotoneRisk.onAverage(.10))).hasValue(.3);
        assertThat(worked.laxest(GRID, MonotoneRisk.onAverage(.04))).isEmpty();
    }

    @Test
    void moreRiskOrLessConfidenceNeverMakesItStricter() {
        double[] grid = grid();
        for (int seed = 0; seed < 100; seed++) {
            MonotoneRisk risk = drawn(new Random(seed), 200, -1);
            double last = -1;
            for (double alpha : new double[] {.01, .02, .05, .1, .2, .5}) {
                double exact = orNever(risk.laxest(grid, MonotoneRisk.withConfidence(alpha, .05)));
                assertThat(exact).as("seed %d", seed).isGreaterThanOrEqualTo(last);
                assertThat(orNever(risk.laxest(grid, MonotoneRisk.onAverage(alpha)))).as("the weaker promise is the laxer one")
                        .isGreaterThanOrEqualTo(exact);
                last = exact;
            }
            last = -1;
            for (double delta : new double[] {.001, .01, .05, .1, .3}) {
                double found = orNever(risk.laxest(grid, MonotoneRisk.withConfidence(.1, delta)));
                assertThat(found).as("seed %d", seed).isGreaterThanOrEqualTo(last);
                last = found;
            }
        }
    }

    @Test
    void oneMoreLossNeverMakesItLaxer() {
        double[] grid = grid();
        for (int seed = 0; seed < 100; seed++) {
            double before = orNever(drawn(new Random(seed), 200, -1).laxest(grid, MonotoneRisk.withConfidence(.1, .05)));
            double after = orNever(drawn(new Random(seed), 200, seed).laxest(grid, MonotoneRisk.withConfidence(.1, .05)));
            assertThat(after).as("seed %d", seed).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void equalScoresStandOrFallTogether() {
        MonotoneRisk ties = new MonotoneRisk(new double[] {.5, .5, .5, .5}, new boolean[] {false, true, true, false});

        assertThat(ties.losses(.5)).isEqualTo(2);
        assertThat(ties.losses(Math.nextDown(.5))).isZero();
    }

    @Test
    void aScoreThatIsNotANumberIsNeverTheSmallModels() {
        assertThat(new MonotoneRisk(new double[] {Double.NaN}, new boolean[] {true}).losses(Double.POSITIVE_INFINITY)).isZero();
    }

    @Test
    void noItemsCertifyNothing() {
        MonotoneRisk nothing = new MonotoneRisk(new double[0], new boolean[0]);

        assertThat(nothing.laxest(GRID, MonotoneRisk.withConfidence(.5, .5))).isEmpty();
        assertThat(nothing.laxest(GRID, MonotoneRisk.onAverage(.99))).isEmpty();
    }

    private static MonotoneRisk drawn(Random random, int n, int extraLoss) {
        double[] scores = new double[n];
        boolean[] lost = new boolean[n];
        for (int i = 0; i < n; i++) {
            scores[i] = Math.round(random.nextDouble() * 100) / 100.0;
            lost[i] = random.nextDouble() < .3 * scores[i] || i == extraLoss;
        }
        return new MonotoneRisk(scores, lost);
    }

    private static double[] grid() {
        return IntStream.rangeClosed(0, 100).mapToDouble(i -> i / 100.0).toArray();
    }

    private static double orNever(OptionalDouble threshold) {
        return threshold.orElse(-1);
    }

    private static double[] column(int index) {
        double[] column = new double[ITEMS.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = ITEMS[i][index];
        }
        return column;
    }

    private static boolean[] lost() {
        boolean[] lost = new boolean[ITEMS.length];
        for (int i = 0; i < lost.length; i++) {
            lost[i] = ITEMS[i][1] == 0 && ITEMS[i][2] == 1;
        }
        return lost;
    }
}
