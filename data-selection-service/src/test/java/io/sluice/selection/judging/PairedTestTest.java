package io.sluice.selection.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedTestTest {

    private static final double ERROR = 0.05;
    private final PairedTest test = new PairedTest(ERROR);

    /** Every way in which as many coins can fall. */
    @Test
    void withoutAMarginItIsMcNemarsTestCountedOut() {
        for (int told = 0; told <= 14; told++) {
            for (int won = 0; won <= told; won++) {
                int asClear = 0;
                for (int coins = 0; coins < 1 << told; coins++) {
                    asClear += Integer.bitCount(coins) >= won ? 1 : 0;
                }
                double pValue = test.pValue(new Pairs(20, won, told - won, 3), 0);
                assertThat(pValue).isCloseTo((double) asClear / (1 << told), within(1e-12));
            }
        }
        assertThat(test.pValue(new Pairs(0, 12, 3, 0), 0)).isCloseTo(0.017578125, within(1e-12));
    }

    /** All outcomes of n questions, under all kinds of pairs whose gain is the margin or less. */
    @Test
    void isWrongNoMoreOftenThanItSaysWhateverTheChances() {
        for (double error : new double[] {0.05, 0.2}) {
            for (int n : new int[] {1, 6, 22}) {
                for (double margin : new double[] {-0.5, -0.2, -0.05, 0, 0.05, 0.2, 0.6}) {
                    assertThat(worst(new PairedTest(error), n, margin)).as("n %d, margin %s", n, margin).isLessThanOrEqualTo(error);
                }
            }
        }
    }

    private static double worst(PairedTest test, int n, double margin) {
        boolean[][] called = new boolean[n + 1][n + 1];
        for (int won = 0; won <= n; won++) {
            for (int lost = 0; won + lost <= n; lost++) {
                called[won][lost] = test.exceeds(new Pairs(n - won - lost, won, lost, 0), margin);
            }
        }
        double worst = 0;
        for (double less : new double[] {0, 0.1, 0.3}) {
            for (int step = 0; step <= 50; step++) {
                double lose = step / 50.0;
                double win = lose + margin - less;
                if (win >= 0 && win + lose <= 1) {
                    worst = Math.max(worst, chanceOf(called, n, win, lose));
                }
            }
        }
        return worst;
    }

    private static double chanceOf(boolean[][] called, int n, double win, double lose) {
        double[] logFactorials = new double[n + 1];
        for (int i = 1; i <= n; i++) {
            logFactorials[i] = logFactorials[i - 1] + Math.log(i);
        }
        double sum = 0;
        for (int won = 0; won <= n; won++) {
            for (int lost = 0; won + lost <= n; lost++) {
                if (called[won][lost]) {
                    int rest = n - won - lost;
                    sum += Math.exp(logFactorials[n] - logFactorials[won] - logFactorials[lost] - logFactorials[rest])
                            * Math.pow(win, won) * Math.pow(lose, lost) * Math.pow(Math.max(0, 1 - win - lose), rest);
                }
            }
        }
        return sum;
    }

    @Test
    void itsBoundIsWhereItStopsExceeding() {
        for (Pairs pairs : List.of(new Pairs(100, 40, 10, 50), new Pairs(90, 6, 8, 96), new Pairs(200, 0, 0, 0), new Pairs(0, 5, 0, 0),
                new Pairs(10, 0, 30, 0))) {
            double bound = test.atLeast(pairs);
            assertThat(bound).isBetween(-1.0, pairs.gain() + 1e-6);
            assertThat(test.exceeds(pairs, bound + 1e-5)).isFalse();
            if (bound > -1 + 1e-9 && bound != 0) {
                assertThat(test.exceeds(pairs, bound - 1e-5)).isTrue();
            }
        }
        // Nothing tells them apart: all that is known is how seldom anything does.
        assertThat(test.atLeast(new Pairs(200, 0, 0, 0))).isBetween(-0.03, -0.01);
    }

    @Test
    void moreQuestionsSayMore() {
        assertThat(test.exceeds(new Pairs(40, 8, 3, 9), 0)).isFalse();
        assertThat(test.exceeds(new Pairs(160, 32, 12, 36), 0)).isTrue();
        assertThat(test.exceeds(new Pairs(90, 3, 4, 3), -0.05)).isFalse();
        assertThat(test.exceeds(new Pairs(360, 12, 16, 12), -0.05)).isTrue();
    }

    @Test
    void betterOutcomesAreNeverLessConvincing() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 60; i++) {
            Pairs pairs = new Pairs(random.nextInt(50), random.nextInt(30), 1 + random.nextInt(30), random.nextInt(50));
            Pairs better = new Pairs(pairs.both(), pairs.won() + 1, pairs.lost() - 1, pairs.neither());
            for (double margin : new double[] {-0.1, 0, 0.1}) {
                assertThat(test.pValue(better, margin)).isLessThanOrEqualTo(test.pValue(pairs, margin) + 1e-12);
            }
        }
    }

    /** A candidate that answers as often right as the incumbent, half of the time on other questions. */
    @Test
    void aCandidateThatIsNoBetterIsSeldomCalledBetter() {
        SplittableRandom random = new SplittableRandom(11);
        int runs = 4000;
        int promoted = 0;
        for (int run = 0; run < runs; run++) {
            int won = 0;
            int lost = 0;
            for (int i = 0; i < 200; i++) {
                boolean incumbent = random.nextDouble() < 0.6;
                boolean candidate = random.nextBoolean() ? incumbent : random.nextDouble() < 0.6;
                won += candidate && !incumbent ? 1 : 0;
                lost += incumbent && !candidate ? 1 : 0;
            }
            promoted += test.exceeds(new Pairs(200 - won - lost, won, lost, 0), 0) ? 1 : 0;
        }
        // Three standard deviations of the simulation itself are 0.0103.
        assertThat((double) promoted / runs).isBetween(0.01, ERROR + 0.0103);
    }

    @Test
    void countsPairs() {
        Pairs pairs = Pairs.of(List.of(true, true, false, false, true), List.of(true, false, true, false, false));

        assertThat(pairs).isEqualTo(new Pairs(1, 2, 1, 1));
        assertThat(pairs.gain()).isCloseTo(0.2, within(1e-12));
        assertThat(pairs.mirrored().gain()).isCloseTo(-0.2, within(1e-12));
    }
}
