package io.sluice.inference.adapter.selection;

import io.sluice.inference.kernel.LowRankFactors;

/**
 * A matrix of {@code [rank][inputs]} that lengthens every input as B·A does, and has Frobenius' norm 1:
 * {@code P = R·A / ‖B·A‖} with RᵀR = BᵀB, R from Cholesky's decomposition, where a pivot of next to nothing gives a row of zeros.
 */
final class WholeSpectrum {

    /** Of the largest pivot. */
    private static final double NOTHING = 1e-12;

    private WholeSpectrum() {
    }

    /** All zeros when the product is zero. */
    static float[] of(LowRankFactors factors) {
        int rank = factors.rank();
        int inputs = factors.inputs();
        double[] r = cholesky(TopDirection.gram(factors.b(), rank, factors.outputs(), 1, rank), rank);
        float[] a = factors.a();
        double[] p = new double[rank * inputs];
        double squares = 0;
        for (int row = 0; row < rank; row++) {
            for (int i = 0; i < inputs; i++) {
                double sum = 0;
                for (int j = row; j < rank; j++) {
                    sum += r[row * rank + j] * a[j * inputs + i];
                }
                p[row * inputs + i] = sum;
                squares += sum * sum;
            }
        }
        float[] unit = new float[p.length];
        for (int i = 0; squares > 0 && i < p.length; i++) {
            unit[i] = (float) (p[i] / Math.sqrt(squares));
        }
        return unit;
    }

    /** Upper triangle R with RᵀR = g. */
    private static double[] cholesky(double[] g, int size) {
        double largest = 0;
        for (int i = 0; i < size; i++) {
            largest = Math.max(largest, g[i * size + i]);
        }
        double[] r = new double[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = row; column < size; column++) {
                double sum = g[row * size + column];
                for (int k = 0; k < row; k++) {
                    sum -= r[k * size + row] * r[k * size + column];
                }
                if (column == row) {
                    r[row * size + row] = sum > NOTHING * largest ? Math.sqrt(sum) : 0;
                } else {
                    r[row * size + column] = r[row * size + row] == 0 ? 0 : sum / r[row * size + row];
                }
            }
        }
        return r;
    }
}
