package io.sluice.inference.kernel;

import com.github.tjake.jlama.tensor.operations.TensorOperations;
import java.util.List;

/**
 * What a forward pass computes with: matrix products through jlama's {@link TensorOperations}, and the row operations of
 * a Llama block that jlama's seam has no name for.
 *
 * <p>Every operation states the order of its roundings, so that implementations agree bit for bit at any vector width
 * and compilation tier: products and weighted sums add term by term with fused multiply-add, reductions over a row keep
 * sixteen partial sums (element i goes to sum i mod 16) that are added pairwise, 8 apart, then 4, 2 and 1. Products with
 * quantised weights round the left side to integers of seven bits and a sign per block of 32 ({@link QuantizedRows}), sum a
 * block exactly and add the blocks in order, {@code y = fma(sum, weightScale · activationScale, y)}; a prompt and a single
 * token take the same arithmetic.
 *
 * <p>An instance owns scratch memory: one thread at a time.
 *
 * <h2>Pages of keys and values</h2>
 * A page holds {@value #PAGE_POSITIONS} positions of one sequence. The keys of one head are transposed,
 * {@code [headSize][PAGE_POSITIONS]}, so that scores need no horizontal sums; its values are
 * {@code [PAGE_POSITIONS][headSize]}. Position t is in page {@code t / PAGE_POSITIONS}.
 */
public interface Kernels {

    /** Positions that a page of keys and values holds. */
    int PAGE_POSITIONS = 64;

    /** Work on items that don't depend on one another. */
    interface Work {
        /** @param thread whose scratch memory to use: an index into {@link #threads()} */
        void run(int thread, int from, int to);
    }

    /** Kernels for each thread that {@link #share} may use; the caller's come first. */
    default List<Kernels> threads() {
        return List.of(this);
    }

    /** Runs the work on all items and returns when every one is done. Sharing costs some microseconds. */
    default void share(int items, Work work) {
        work.run(0, 0, items);
    }

    /** A short name for metrics. */
    String name();

    TensorOperations tensors();

    /** {@code y = x / sqrt(mean(x²) + epsilon) · weight} over {@code weight.length} elements; y may be x. */
    void rmsNorm(float[] x, int x0, float[] weight, float epsilon, float[] y, int y0);

    /** {@code y += x}. */
    void add(float[] y, int y0, float[] x, int x0, int length);

    /** {@code out[i] = silu(gate[i]) · up[i]}, where {@code silu(z) = z / (1 + e^-z)} and up follows gate in {@code x}. */
    void gate(float[] x, int x0, int width, float[] out, int out0);

    /**
     * Rotates one head in place: element i and i + headSize/2 by the angle whose cosine and sine stand at
     * {@code table0 + i} (RoFormer, arXiv:2104.09864, in the half-split layout of Hugging Face).
     */
    void rotate(float[] x, int x0, int headSize, float[] cos, float[] sin, int table0);

    /**
     * {@code scores[t] = Σ_d q[d] · key_t[d]} for t below {@code count}.
     *
     * @param key0   where the head's keys begin in a page
     * @param scores at least {@code count} rounded up to whole pages long; what lies beyond count is undefined after
     */
    void scores(float[] q, int q0, int headSize, float[][] pages, int key0, int count, float[] scores);

    /** Replaces each score by {@code e^(score - max)} and returns their sum. */
    float exponentials(float[] scores, int count);

    /**
     * {@code out[d] = scale · Σ_t weights[t] · value_t[d]} for t below {@code count}, kept in four partial sums (t mod 4)
     * that are added as (0+1)+(2+3).
     *
     * @param value0 where the head's values begin in a page
     */
    void mix(float[] weights, int count, float scale, float[][] pages, int value0, int headSize, float[] out, int out0);

    /**
     * {@code y += B·(factor · A·x)}: a rank's product is kept in four partial sums (input i goes to sum i mod 4) that are added
     * as (0+1)+(2+3) and then multiplied by the factor; ranks follow one another, {@code y = fma(b, t, y)}.
     */
    void lowRank(float[] x, int x0, LowRankFactors factors, float factor, float[] y, int y0);
}
