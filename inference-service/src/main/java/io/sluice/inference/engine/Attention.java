package io.sluice.inference.engine;

import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.kernel.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The part of a block that looks at other positions: keys and values go to the caches' pages, queries meet them row by
 * row. Holds the scratch memory of one thread.
 *
 * <p>A sliding window begins anywhere in a page, and kernels read whole pages; so a row reads from the first page of its
 * window on, and the positions before the window get the weight zero. Weights and order of a row's sums depend on the
 * row's position only.
 */
final class Attention {

    private final ModelConfig config;
    private final Kernels kernels;
    private final KvPagePool pool;
    private final RotaryTable rotary;
    private final float queryScale;
    private float[] scores = new float[Kernels.PAGE_POSITIONS];
    private float[][] windowPages = new float[0][];
    /** Weights as hooks see them. */
    private float[] shown = new float[0];

    /** @param rotary may be shared: it is only read but for {@link RotaryTable#reach} */
    Attention(ModelConfig config, Kernels kernels, KvPagePool pool, RotaryTable rotary) {
        this.config = config;
        this.kernels = kernels;
        this.pool = pool;
        this.rotary = rotary;
        this.queryScale = (float) (1 / Math.sqrt(config.headSize()));
    }

    /**
     * Norms where the model has them, rotates and scales one row's heads, and stores its keys and values.
     *
     * @param values query, key and value of the row, from {@code at} on
     * @param pages  of the row's cache
     */
    void store(int layer, ModelWeights.Layer block, float[] values, int at, int position, float[][] pages) {
        int headSize = config.headSize();
        headNorm(block.queryNorm(), values, at, config.heads());
        headNorm(block.keyNorm(), values, at + config.queryWidth(), config.kvHeads());
        int table = rotary.offset(position);
        for (int head = 0; head < config.heads() + config.kvHeads(); head++) {
            kernels.rotate(values, at + head * headSize, headSize, rotary.cos(), rotary.sin(), table);
        }
        for (int i = at; i < at + config.queryWidth(); i++) {
            values[i] *= queryScale;
        }
        storeKeyAndValue(layer, values, at + config.queryWidth(), position, pages);
    }

    private void headNorm(float @Nullable [] weight, float[] values, int at, int heads) {
        if (weight == null) {
            return;
        }
        for (int head = 0; head < heads; head++) {
            int from = at + head * weight.length;
            kernels.rmsNorm(values, from, weight, config.normEpsilon(), values, from);
        }
    }

    private void storeKeyAndValue(int layer, float[] values, int key, int position, float[][] pages) {
        float[] page = pages[position / Kernels.PAGE_POSITIONS];
        int slot = position % Kernels.PAGE_POSITIONS;
        int headSize = config.headSize();
        for (int head = 0; head < config.kvHeads(); head++) {
            int to = pool.keyOffset(layer, head) + slot;
            int from = key + head * headSize;
            for (int d = 0; d < headSize; d++) {
                page[to + d * Kernels.PAGE_POSITIONS] = values[from + d];
            }
            System.arraycopy(values, from + config.kvWidth(), page,
                    pool.valueOffset(layer, head) + slot * headSize, headSize);
        }
    }

    /**
     * Writes the outputs of heads for one row whose keys and values, and all before it, are stored.
     *
     * @param hooks of the row's sequence
     * @param from  first of the heads
     * @param to    after the last one
     */
    void attend(int layer, float[] queries, int at, int position, float[][] pages, float[] out, int out0,
            Hooks hooks, int from, int to) {
        boolean hooked = hooks.attention() != null;
        int first = Math.max(0, position - config.windows().get(layer) + 1);
        int skipped = first % Kernels.PAGE_POSITIONS;
        int count = position + 1 - first + skipped;
        float[][] read = first < Kernels.PAGE_POSITIONS ? pages : pagesFrom(first, position, pages);
        reachScores(count);
        int headSize = config.headSize();
        for (int head = from; head < to; head++) {
            int kvHead = head / config.group();
            kernels.scores(queries, at + head * headSize, headSize, read, pool.keyOffset(layer, kvHead), count, scores);
            Arrays.fill(scores, 0, skipped, Float.NEGATIVE_INFINITY);
            if (hooked) {
                hooks.scores(layer, head, position, first, scores, skipped);
            }
            float sum = kernels.exponentials(scores, count);
            // The kernel's exponential never gets below e^-87; what is outside the window counts nothing at all.
            Arrays.fill(scores, 0, skipped, 0);
            if (hooked) {
                hooks.weights(layer, head, position, first, weights(skipped, count, sum), 0);
            }
            kernels.mix(scores, count, 1 / sum, read, pool.valueOffset(layer, kvHead), headSize,
                    out, out0 + head * headSize);
        }
    }

    /** A copy, so that reading can't change the result; overwritten by the next head. */
    private float[] weights(int from, int to, float sum) {
        if (shown.length < to - from) {
            shown = new float[scores.length];
        }
        for (int i = from; i < to; i++) {
            shown[i - from] = scores[i] / sum;
        }
        return shown;
    }

    private float[][] pagesFrom(int first, int position, float[][] pages) {
        int from = first / Kernels.PAGE_POSITIONS;
        int length = position / Kernels.PAGE_POSITIONS + 1 - from;
        if (windowPages.length < length) {
            windowPages = new float[length][];
        }
        System.arraycopy(pages, from, windowPages, 0, length);
        return windowPages;
    }

    private void reachScores(int count) {
        if (scores.length < count) {
            int pages = Math.ceilDiv(Math.max(count, 2 * scores.length), Kernels.PAGE_POSITIONS);
            scores = new float[pages * Kernels.PAGE_POSITIONS];
        }
    }
}
