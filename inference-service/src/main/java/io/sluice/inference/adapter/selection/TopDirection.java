package io.sluice.inference.adapter.selection;

import io.sluice.inference.kernel.LowRankFactors;

/**
 * The first right singular vector of B·A: the direction of input that a low-rank change amplifies most, which is Arrow's
 * prototype of an adapter (arXiv:2405.11157, §4).
 *
 * <pre>
 *   v = Aᵀc / ‖Aᵀc‖     (G·K)·c = σ²·c     G = BᵀB     K = A·Aᵀ
 * </pre>
 *
 * <p>G·K is a matrix of {@code [rank][rank]}, so nothing of the size of the weights is ever made. Its eigenvalues are σ², real
 * and not negative; squaring it again and again is the power iteration without a first vector that could happen to stand
 * at right angles to c. After {@value #SQUARINGS} squarings two singular values that differ in the ninth digit are apart; of
 * those that are nearer any vector between theirs is as good. The sign is arbitrary.
 *
 * <p>Cost: (inputs + outputs)·rank² + {@value #SQUARINGS}·rank³.
 */
final class TopDirection {

    private static final int SQUARINGS = 32;

    private TopDirection() {
    }

    /** {@code [inputs]} of length 1; all zeros when the product is zero. */
    static float[] of(LowRankFactors factors) {
        int rank = factors.rank();
        double[] k = gram(factors.a(), rank, factors.inputs(), factors.inputs(), 1);
        double[] g = gram(factors.b(), rank, factors.outputs(), 1, rank);
        double[] power = product(g, k, rank);
        for (int i = 0; i < SQUARINGS && scaleToOne(power); i++) {
            power = product(power, power, rank);
        }
        return direction(factors, longest(power, k, rank));
    }

    /** Products of the rows of a matrix with one another; element t of row i stands at {@code i × row + t × next}. */
    static double[] gram(float[] values, int rows, int length, int row, int next) {
        double[] gram = new double[rows * rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int t = 0; t < length; t++) {
                    sum += (double) values[i * row + t * next] * values[j * row + t * next];
                }
                gram[i * rows + j] = sum;
                gram[j * rows + i] = sum;
            }
        }
        return gram;
    }

    private static double[] product(double[] x, double[] y, int size) {
        double[] product = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int t = 0; t < size; t++) {
                double factor = x[i * size + t];
                for (int j = 0; j < size; j++) {
                    product[i * size + j] += factor * y[t * size + j];
                }
            }
        }
        return product;
    }

    /** False when it is zero. */
    private static boolean scaleToOne(double[] matrix) {
        double largest = 0;
        for (double value : matrix) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; largest > 0 && i < matrix.length; i++) {
            matrix[i] /= largest;
        }
        return largest > 0;
    }

    /** The column c with the largest c·K·c: all of them point the same way, and some may be next to nothing. */
    private static double[] longest(double[] power, double[] k, int size) {
        double[] best = new double[size];
        double length = 0;
        for (int column = 0; column < size; column++) {
            double[] c = new double[size];
            for (int i = 0; i < size; i++) {
                c[i] = power[i * size + column];
            }
            double own = 0;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    own += c[i] * k[i * size + j] * c[j];
                }
            }
            if (own > length) {
                length = own;
                best = c;
            }
        }
        return best;
    }

    private static float[] direction(LowRankFactors factors, double[] c) {
        float[] a = factors.a();
        double[] v = new double[factors.inputs()];
        double squares = 0;
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < c.length; j++) {
                v[i] += c[j] * a[j * v.length + i];
            }
            squares += v[i] * v[i];
        }
        float[] unit = new float[v.length];
        for (int i = 0; squares > 0 && i < v.length; i++) {
            unit[i] = (float) (v[i] / Math.sqrt(squares));
        }
        return unit;
    }
}
