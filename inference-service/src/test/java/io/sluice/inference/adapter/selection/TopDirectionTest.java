package io.sluice.inference.adapter.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.kernel.LowRankFactors;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TopDirectionTest {

    /** Eigenvectors of the whole matrix's MᵀM by Jacobi rotations: the first right singular vector without any shortcut. */
    private static double[] naive(LowRankFactors factors) {
        int n = factors.inputs();
        double[][] m = new double[factors.outputs()][n];
        for (int o = 0; o < m.length; o++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < factors.rank(); j++) {
                    m[o][i] += (double) factors.b()[o * factors.rank() + j] * factors.a()[j * n + i];
                }
            }
        }
        double[][] s = new double[n][n];
        double[][] v = new double[n][n];
        for (int i = 0; i < n; i++) {
            v[i][i] = 1;
            for (int k = 0; k < n; k++) {
                for (double[] row : m) {
                    s[i][k] += row[i] * row[k];
                }
            }
        }
        for (int sweep = 0; sweep < 60; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(s, v, p, q);
                }
            }
        }
        int best = 0;
        for (int i = 0; i < n; i++) {
            best = s[i][i] > s[best][best] ? i : best;
        }
        double[] top = new double[n];
        for (int i = 0; i < n; i++) {
            top[i] = v[i][best];
        }
        return top;
    }

    private static void rotate(double[][] s, double[][] v, int p, int q) {
        if (Math.abs(s[p][q]) < 1e-300) {
            return;
        }
        double angle = 0.5 * Math.atan2(2 * s[p][q], s[q][q] - s[p][p]);
        double c = Math.cos(angle);
        double t = Math.sin(angle);
        for (int i = 0; i < s.length; i++) {
            double a = s[i][p];
            double b = s[i][q];
            s[i][p] = c * a - t * b;
            s[i][q] = t * a + c * b;
        }
        for (int i = 0; i < s.length; i++) {
            double a = s[p][i];
            double b = s[q][i];
            s[p][i] = c * a - t * b;
            s[q][i] = t * a + c * b;
            double x = v[i][p];
            double y = v[i][q];
            v[i][p] = c * x - t * y;
            v[i][q] = t * x + c * y;
        }
    }

    @RepeatedTest(12)
    void isTheFirstRightSingularVectorOfTheWholeMatrix(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        int rank = random.nextInt(1, 9);
        LowRankFactors factors = new LowRankFactors(Library.numbers(rank * 20, random), Library.numbers(14 * rank, random), 20, rank, 14);
        float[] found = TopDirection.of(factors);
        double[] expected = naive(factors);
        double cosine = 0;
        double length = 0;
        for (int i = 0; i < found.length; i++) {
            cosine += found[i] * expected[i];
            length += found[i] * found[i];
        }
        assertThat(Math.abs(cosine)).isCloseTo(1, within(1e-5));
        assertThat(length).isCloseTo(1, within(1e-5));
    }

    @Test
    void aLargerPartOfTheFactorsIsNoLargerPartOfTheProduct() {
        // Row 0 of A is long, and B makes little of it.
        LowRankFactors factors = new LowRankFactors(new float[] {100, 0, 0, 1}, new float[] {0.001f, 0, 0, 1}, 2, 2, 2);
        assertThat(TopDirection.of(factors)).satisfies(v -> assertThat(Math.abs(v[1])).isCloseTo(1, within(1e-6f)));
    }

    @Test
    void nothingAmplifiesNothing() {
        assertThat(TopDirection.of(new LowRankFactors(new float[] {1, 2}, new float[] {0, 0}, 2, 1, 2))).containsOnly(0);
    }
}
