package io.sluice.inference.engine.hook;

import java.util.Map;
import java.util.Set;

/**
 * LoRA (arXiv:2106.09685) merged into the weights: {@code W ← W + s·B·A} with A of {@code [rank][columns]} and B of
 * {@code [rows][rank]}. The sum is taken in double precision and rounded once: to single precision (an error of at most
 * 2^-24 of the result), and then to BF16 where the file has that (2^-9). Elements to which zero is added keep their bits.
 */
public final class LowRankMerge implements WeightHook {

    /**
     * What is added to one tensor.
     *
     * @param a     {@code [rank][columns]}
     * @param b     {@code [rows][rank]}
     * @param scale s
     */
    public record Factors(float[] a, float[] b, int rows, int rank, int columns, double scale) {

        public Factors {
            if (a.length != rank * columns || b.length != rows * rank) {
                throw new IllegalArgumentException("A has " + a.length + " and B has " + b.length
                        + " numbers, and the shapes ask for " + rank * columns + " and " + rows * rank);
            }
        }
    }

    private final Map<String, Factors> factors;
    private final String revision;

    public LowRankMerge(Map<String, Factors> factors, String revision) {
        this.factors = Map.copyOf(factors);
        this.revision = revision;
    }

    @Override
    public Set<String> tensors() {
        return factors.keySet();
    }

    @Override
    public void requireShape(String tensor, int rows, int columns) {
        Factors of = factors.get(tensor);
        if (of == null || of.rows != rows || of.columns != columns) {
            throw new IllegalArgumentException("the adapter's " + tensor + " is "
                    + (of == null ? "none" : "[" + of.rows + ", " + of.columns + "]")
                    + ", and the model's [" + rows + ", " + columns + "]");
        }
    }

    @Override
    public void row(String tensor, int row, float[] values) {
        Factors of = factors.get(tensor);
        double[] sum = new double[values.length];
        for (int k = 0; k < of.rank; k++) {
            double factor = of.scale * of.b[row * of.rank + k];
            int from = k * of.columns;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += factor * of.a[from + i];
            }
        }
        for (int i = 0; i < sum.length; i++) {
            if (sum[i] != 0) {
                values[i] = (float) (values[i] + sum[i]);
            }
        }
    }

    @Override
    public String revision() {
        return revision;
    }
}
