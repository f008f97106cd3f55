package io.sluice.selection.selector.instruction;

import io.sluice.selection.statistics.StudentT;
import java.util.Arrays;

/**
 * Ordinary least squares with an intercept: b = (XᵀX)⁻¹Xᵀy, s² = |y − Xb|² / (n − p − 1), t_j = b_j / √(s² (XᵀX)⁻¹_jj). Columns
 * are centred and scaled first, so that units don't matter to the inverse.
 *
 * @param intercept in the units of y
 * @param weights   one a column, in the units of y over those of the column
 * @param pValues   of each weight being 0
 * @param rSquared  the share of y's variance that is explained
 */
record LinearFit(double intercept, double[] weights, double[] pValues, double rSquared) {

    /** Of a column, after centring: less is no variation. */
    private static final double TINY = 1e-12;

    /**
     * @param x [observation][column], more rows than columns + 1
     * @throws ArithmeticException where a column doesn't vary or follows from others
     */
    static LinearFit of(double[][] x, double[] y) {
        int n = y.length;
        int p = x[0].length;
        double[] mean = new double[p];
        double[] scale = new double[p];
        for (int j = 0; j < p; j++) {
            for (double[] row : x) {
                mean[j] += row[j] / n;
            }
            for (double[] row : x) {
                scale[j] += (row[j] - mean[j]) * (row[j] - mean[j]);
            }
            scale[j] = Math.sqrt(scale[j]);
            if (!(scale[j] > TINY * (1 + Math.abs(mean[j])))) {
                throw new ArithmeticException("column " + j + " does not vary");
            }
        }
        double meanY = 0;
        for (double each : y) {
            meanY += each / n;
        }
        double[][] square = new double[p][2 * p];
        double[] product = new double[p];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < p; j++) {
                double z = (x[i][j] - mean[j]) / scale[j];
                product[j] += z * (y[i] - meanY);
                for (int k = 0; k < p; k++) {
                    square[j][k] += z * (x[i][k] - mean[k]) / scale[k];
                }
            }
        }
        double[][] inverse = inverse(square);
        return solve(x, y, mean, scale, meanY, inverse, product);
    }

    private static LinearFit solve(double[][] x, double[] y, double[] mean, double[] scale, double meanY, double[][] inverse, double[] product) {
        int n = y.length;
        int p = mean.length;
        double[] standard = new double[p];
        double[] weights = new double[p];
        double intercept = meanY;
        for (int j = 0; j < p; j++) {
            for (int k = 0; k < p; k++) {
                standard[j] += inverse[j][k] * product[k];
            }
            weights[j] = standard[j] / scale[j];
            intercept -= weights[j] * mean[j];
        }
        double residual = 0;
        double total = 0;
        for (int i = 0; i < n; i++) {
            double predicted = intercept;
            for (int j = 0; j < p; j++) {
                predicted += weights[j] * x[i][j];
            }
            residual += (y[i] - predicted) * (y[i] - predicted);
            total += (y[i] - meanY) * (y[i] - meanY);
        }
        double[] pValues = new double[p];
        int degrees = n - p - 1;
        for (int j = 0; j < p; j++) {
            pValues[j] = StudentT.twoSided(standard[j] / Math.sqrt(residual / degrees * inverse[j][j]), degrees);
        }
        return new LinearFit(intercept, weights, pValues, total > 0 ? 1 - residual / total : 0);
    }

    /** Gauss and Jordan's, with the largest pivot. @param square [p][2p], the right half is overwritten */
    private static double[][] inverse(double[][] square) {
        int p = square.length;
        for (int j = 0; j < p; j++) {
            square[j][p + j] = 1;
        }
        for (int c = 0; c < p; c++) {
            int best = c;
            for (int r = c + 1; r < p; r++) {
                best = Math.abs(square[r][c]) > Math.abs(square[best][c]) ? r : best;
            }
            double[] pivot = square[best];
            square[best] = square[c];
            square[c] = pivot;
            if (Math.abs(pivot[c]) < 1e-9) {
                throw new ArithmeticException("column " + c + " follows from others");
            }
            double by = pivot[c];
            for (int k = 0; k < 2 * p; k++) {
                pivot[k] /= by;
            }
            for (int r = 0; r < p; r++) {
                double factor = square[r][c];
                for (int k = 0; r != c && k < 2 * p; k++) {
                    square[r][k] -= factor * pivot[k];
                }
            }
        }
        double[][] inverse = new double[p][];
        for (int j = 0; j < p; j++) {
            inverse[j] = Arrays.copyOfRange(square[j], p, 2 * p);
        }
        return inverse;
    }
}
