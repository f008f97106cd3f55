package io.sluice.router.calibration;

import io.sluice.contracts.routing.ProbeModel;
import java.util.ArrayList;
import java.util.List;

/**
 * The probe's fit: {@code minimise sum_i log(1 + exp(-y_i z_i)) + (l2/2) |w|²} over standardised features by Newton's
 * method; the bias is not penalised. Deterministic; O(n d² + d³) a step.
 */
public final class LogisticRegression {

    private static final double L2 = 1.0;
    private static final int STEPS_MAX = 100;
    private static final double TOLERANCE = 1e-10;

    private LogisticRegression() {
    }

    /**
     * @param features {@code [items][ProbeModel.FEATURES.size()]}, finite
     * @param wrong    whether the small model's answer was wrong
     */
    public static ProbeModel fit(double[][] features, boolean[] wrong) {
        if (features.length == 0 || features.length != wrong.length) {
            throw new IllegalArgumentException(features.length + " items with " + wrong.length + " labels");
        }
        int d = features[0].length;
        double[] mean = new double[d];
        double[] scale = new double[d];
        standardise(features, mean, scale);
        double[] weights = new double[d + 1];
        for (int step = 0; step < STEPS_MAX; step++) {
            double[] move = newtonStep(features, wrong, mean, scale, weights);
            double largest = 0;
            for (int j = 0; j <= d; j++) {
                weights[j] -= move[j];
                largest = Math.max(largest, Math.abs(move[j]));
            }
            if (largest < TOLERANCE) {
                break;
            }
        }
        return new ProbeModel(list(weights, d), weights[d], list(mean, d), list(scale, d));
    }

    private static double[] newtonStep(double[][] features, boolean[] wrong, double[] mean, double[] scale, double[] weights) {
        int d = mean.length;
        double[] gradient = new double[d + 1];
        double[][] hessian = new double[d + 1][d + 1];
        double[] x = new double[d + 1];
        for (int i = 0; i < features.length; i++) {
            double z = weights[d];
            x[d] = 1;
            for (int j = 0; j < d; j++) {
                x[j] = (features[i][j] - mean[j]) / scale[j];
                z += weights[j] * x[j];
            }
            double p = 1 / (1 + Math.exp(-z));
            double residual = p - (wrong[i] ? 1 : 0);
            for (int j = 0; j <= d; j++) {
                gradient[j] += residual * x[j];
                for (int k = 0; k <= d; k++) {
                    hessian[j][k] += p * (1 - p) * x[j] * x[k];
                }
            }
        }
        for (int j = 0; j < d; j++) {
            gradient[j] += L2 * weights[j];
            hessian[j][j] += L2;
        }
        hessian[d][d] += 1e-9;
        return solve(hessian, gradient);
    }

    /** Gaussian elimination with partial pivoting; the matrix is positive definite by its penalty. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                pivot = Math.abs(a[row][column]) > Math.abs(a[pivot][column]) ? row : pivot;
            }
            double[] swapped = a[column];
            a[column] = a[pivot];
            a[pivot] = swapped;
            double value = b[column];
            b[column] = b[pivot];
            b[pivot] = value;
            for (int row = column + 1; row < n; row++) {
                double factor = a[row][column] / a[column][column];
                for (int k = column; k < n; k++) {
                    a[row][k] -= factor * a[column][k];
                }
                b[row] -= factor * b[column];
            }
        }
        for (int row = n - 1; row >= 0; row--) {
            for (int k = row + 1; k < n; k++) {
                b[row] -= a[row][k] * b[k];
            }
            b[row] /= a[row][row];
        }
        return b;
    }

    /** A constant feature gets scale 1, so that it counts as zero and not as a division by zero. */
    private static void standardise(double[][] features, double[] mean, double[] scale) {
        for (int j = 0; j < mean.length; j++) {
            double sum = 0;
            for (double[] item : features) {
                sum += item[j];
            }
            mean[j] = sum / features.length;
            double squares = 0;
            for (double[] item : features) {
                squares += (item[j] - mean[j]) * (item[j] - mean[j]);
            }
            double deviation = Math.sqrt(squares / features.length);
            scale[j] = deviation > 1e-12 ? deviation : 1;
        }
    }

    private static List<Double> list(double[] values, int count) {
        List<Double> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(values[i]);
        }
        return List.copyOf(list);
    }
}
