package io.sluice.inference.kernel;

import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.operations.NaiveTensorOperations;
import com.github.tjake.jlama.tensor.operations.TensorOperations;

/**
 * {@link Kernels} in plain loops: the oracle that the vector kernels must equal bit for bit. Never chosen to serve.
 */
public final class ScalarKernels implements Kernels {

    private final TensorOperations tensors = new SequentialProducts();

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public TensorOperations tensors() {
        return tensors;
    }

    @Override
    public void rmsNorm(float[] x, int x0, float[] weight, float epsilon, float[] y, int y0) {
        float[] partial = new float[Lanes.PARTIAL_SUMS];
        for (int i = 0; i < weight.length; i++) {
            int lane = i % partial.length;
            partial[lane] = Math.fma(x[x0 + i], x[x0 + i], partial[lane]);
        }
        float mean = Reductions.pairwise(partial) / weight.length;
        float scale = (float) (1 / Math.sqrt(mean + epsilon));
        for (int i = 0; i < weight.length; i++) {
            y[y0 + i] = x[x0 + i] * scale * weight[i];
        }
    }

    @Override
    public void add(float[] y, int y0, float[] x, int x0, int length) {
        for (int i = 0; i < length; i++) {
            y[y0 + i] += x[x0 + i];
        }
    }

    @Override
    public void gate(float[] x, int x0, int width, float[] out, int out0) {
        for (int i = 0; i < width; i++) {
            out[out0 + i] = Exponential.gate(x[x0 + i], x[x0 + width + i]);
        }
    }

    @Override
    public void rotate(float[] x, int x0, int headSize, float[] cos, float[] sin, int table0) {
        int half = headSize / 2;
        for (int i = 0; i < half; i++) {
            float a = x[x0 + i];
            float b = x[x0 + half + i];
            x[x0 + i] = a * cos[table0 + i] - b * sin[table0 + i];
            x[x0 + half + i] = b * cos[table0 + i] + a * sin[table0 + i];
        }
    }

    @Override
    public void scores(float[] q, int q0, int headSize, float[][] pages, int key0, int count, float[] scores) {
        for (int t = 0; t < count; t++) {
            float[] page = pages[t / PAGE_POSITIONS];
            float sum = 0;
            for (int d = 0; d < headSize; d++) {
                sum = Math.fma(page[key0 + d * PAGE_POSITIONS + t % PAGE_POSITIONS], q[q0 + d], sum);
            }
            scores[t] = sum;
        }
    }

    @Override
    public float exponentials(float[] scores, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int t = 0; t < count; t++) {
            max = Math.max(max, scores[t]);
        }
        float[] partial = new float[Lanes.PARTIAL_SUMS];
        for (int t = 0; t < count; t++) {
            scores[t] = Exponential.of(scores[t] - max);
            partial[t % partial.length] += scores[t];
        }
        return Reductions.pairwise(partial);
    }

    @Override
    public void mix(float[] weights, int count, float scale, float[][] pages, int value0, int headSize,
            float[] out, int out0) {
        for (int d = 0; d < headSize; d++) {
            out[out0 + d] = AttentionKernels.mixElement(weights, count, scale, pages, value0 + d, headSize);
        }
    }

    @Override
    public void lowRank(float[] x, int x0, LowRankFactors factors, float factor, float[] y, int y0) {
        float[] ranks = new float[factors.rank()];
        for (int j = 0; j < ranks.length; j++) {
            float[] sums = new float[LowRankKernels.SUMS];
            for (int i = 0; i < factors.inputs(); i++) {
                int sum = i % sums.length;
                sums[sum] = Math.fma(factors.down()[i * factors.padded() + j], x[x0 + i], sums[sum]);
            }
            ranks[j] = (sums[0] + sums[1] + (sums[2] + sums[3])) * factor;
        }
        for (int o = 0; o < factors.outputs(); o++) {
            y[y0 + o] = LowRankKernels.output(ranks, factors, o, y[y0 + o]);
        }
    }

    /** jlama's scalar operations, with products that add by fused multiply-add. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    private static final class SequentialProducts extends NaiveTensorOperations {

        @Override
        public String name() {
            return "scalar";
        }

        @Override
        public void batchDotProduct(AbstractTensor result, AbstractTensor a, AbstractTensor b, int aColumnOffset,
                int bColumnOffset, int columnLimit, int rRowOffset, int bRowOffset, int rowChunkSize) {
            if (b instanceof BlockTensor w) {
                blocks(result, a, w, aColumnOffset, bColumnOffset, columnLimit, rRowOffset, bRowOffset, rowChunkSize);
                return;
            }
            for (int row = 0; row < a.shape().first(); row++) {
                for (int j = 0; j < rowChunkSize; j++) {
                    float sum = 0;
                    for (int k = 0; k < columnLimit; k++) {
                        sum = Math.fma(b.get(bRowOffset + j, bColumnOffset + k), a.get(row, aColumnOffset + k), sum);
                    }
                    result.set(sum, row, rRowOffset + j);
                }
            }
        }

        /** Both sides as integers and a scale for each block of 32; see {@link QuantizedRows} and {@link BlockTensor}. */
        private static void blocks(AbstractTensor result, AbstractTensor a, BlockTensor w, int aColumnOffset,
                int bColumnOffset, int columnLimit, int rRowOffset, int bRowOffset, int rowChunkSize) {
            int[] integers = new int[BlockTensor.BLOCK];
            for (int row = 0; row < a.shape().first(); row++) {
                for (int j = 0; j < rowChunkSize; j++) {
                    result.set(0, row, rRowOffset + j);
                }
                for (int k = 0; k < columnLimit; k += BlockTensor.BLOCK) {
                    float scale = quantize(a, row, aColumnOffset + k, integers);
                    for (int j = 0; j < rowChunkSize; j++) {
                        int sum = 0;
                        for (int i = 0; i < integers.length; i++) {
                            sum += integers[i] * w.quantum(bRowOffset + j, bColumnOffset + k + i);
                        }
                        float weightScale = w.scale(bRowOffset + j, (bColumnOffset + k) / BlockTensor.BLOCK);
                        result.set(Math.fma((float) sum, weightScale * scale, result.get(row, rRowOffset + j)),
                                row, rRowOffset + j);
                    }
                }
            }
        }

        /** @return the block's scale */
        private static float quantize(AbstractTensor a, int row, int column, int[] integers) {
            float largest = 0;
            for (int i = 0; i < integers.length; i++) {
                largest = Math.max(largest, Math.abs(a.get(row, column + i)));
            }
            if (largest < QuantizedRows.SMALLEST) {
                java.util.Arrays.fill(integers, 0);
                return 0;
            }
            float factor = QuantizedRows.LIMIT / largest;
            for (int i = 0; i < integers.length; i++) {
                integers[i] = (int) Math.rint((double) a.get(row, column + i) * factor);
            }
            return largest / QuantizedRows.LIMIT;
        }
    }
}
