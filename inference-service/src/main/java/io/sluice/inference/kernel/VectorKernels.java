package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import com.github.tjake.jlama.tensor.operations.TensorOperations;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** {@link Kernels} on the Vector API, at the width of {@link KernelChoice}. */
public final class VectorKernels implements Kernels {

    private final VectorTensorOperations tensors = new VectorTensorOperations();
    private final Reductions reductions = new Reductions();
    private float[] ranks = new float[LowRankFactors.LANES];

    @Override
    public List<Kernels> threads() {
        List<Kernels> threads = new ArrayList<>();
        threads.add(this);
        while (threads.size() < KernelThreads.available()) {
            threads.add(new VectorKernels());
        }
        return threads;
    }

    @Override
    public void share(int items, Work work) {
        KernelThreads.shared().run(items, work);
    }

    @Override
    public String name() {
        return KernelChoice.describe();
    }

    @Override
    public TensorOperations tensors() {
        return tensors;
    }

    @Override
    public void rmsNorm(float[] x, int x0, float[] weight, float epsilon, float[] y, int y0) {
        float mean = reductions.sumOfSquares(x, x0, weight.length) / weight.length;
        scaled(x, x0, (float) (1 / Math.sqrt(mean + epsilon)), weight, y, y0);
    }

    private static void scaled(float[] x, int x0, float scale, float[] weight, float[] y, int y0) {
        int i = 0;
        for (; i <= weight.length - LENGTH; i += LENGTH) {
            FloatVector.fromArray(FLOATS, x, x0 + i).mul(scale).mul(FloatVector.fromArray(FLOATS, weight, i))
                    .intoArray(y, y0 + i);
        }
        for (; i < weight.length; i++) {
            y[y0 + i] = x[x0 + i] * scale * weight[i];
        }
    }

    @Override
    public void add(float[] y, int y0, float[] x, int x0, int length) {
        RowOperations.add(y, y0, x, x0, length);
    }

    @Override
    public void gate(float[] x, int x0, int width, float[] out, int out0) {
        Exponential.gate(x, x0, width, out, out0);
    }

    @Override
    public void rotate(float[] x, int x0, int headSize, float[] cos, float[] sin, int table0) {
        int half = headSize / 2;
        int i = 0;
        for (; i <= half - LENGTH; i += LENGTH) {
            FloatVector a = FloatVector.fromArray(FLOATS, x, x0 + i);
            FloatVector b = FloatVector.fromArray(FLOATS, x, x0 + half + i);
            FloatVector c = FloatVector.fromArray(FLOATS, cos, table0 + i);
            FloatVector s = FloatVector.fromArray(FLOATS, sin, table0 + i);
            a.mul(c).sub(b.mul(s)).intoArray(x, x0 + i);
            b.mul(c).add(a.mul(s)).intoArray(x, x0 + half + i);
        }
        for (; i < half; i++) {
            float a = x[x0 + i];
            float b = x[x0 + half + i];
            x[x0 + i] = a * cos[table0 + i] - b * sin[table0 + i];
            x[x0 + half + i] = b * cos[table0 + i] + a * sin[table0 + i];
        }
    }

    @Override
    public void scores(float[] q, int q0, int headSize, float[][] pages, int key0, int count, float[] scores) {
        AttentionKernels.scores(q, q0, headSize, pages, key0, count, scores);
    }

    @Override
    public float exponentials(float[] scores, int count) {
        Exponential.ofDifference(scores, reductions.max(scores, count), count);
        return reductions.sum(scores, count);
    }

    @Override
    public void mix(float[] weights, int count, float scale, float[][] pages, int value0, int headSize,
            float[] out, int out0) {
        AttentionKernels.mix(weights, count, scale, pages, value0, headSize, out, out0);
    }

    @Override
    public void lowRank(float[] x, int x0, LowRankFactors factors, float factor, float[] y, int y0) {
        if (ranks.length < factors.padded()) {
            ranks = new float[factors.padded()];
        }
        LowRankKernels.down(x, x0, factors, factor, ranks);
        LowRankKernels.up(ranks, factors, y, y0);
    }
}
