package io.sluice.inference.decoding;

import io.sluice.contracts.generation.Sampling;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that survive top-k, top-p and min-p, and one draw among them.
 *
 * <p>With {@code w_i = exp((logit_i - max) / temperature)}: top-k keeps the k largest; top-p keeps the shortest prefix of
 * the sorted survivors whose weights reach {@code p ×} their sum, at least one; min-p keeps
 * {@code w_i >= minP × w_max}. Ties go to the lower id.
 *
 * <p>A vocabulary is never sorted whole unless it must be: tokens further than {@value #FAR} below the maximum (in units
 * of temperature) weigh less than e^-{@value #FAR} each, so they are looked at only if the cut reaches down to them.
 */
final class Candidates {

    private static final double FAR = 40;

    private final int[] ids;
    private final double[] weights;
    private final int size;

    private Candidates(int[] ids, double[] weights, int size) {
        this.ids = ids;
        this.weights = weights;
        this.size = size;
    }

    /** @param max the largest of {@code logits}, finite */
    static Candidates of(float[] logits, float max, Sampling sampling) {
        if (sampling.topK() == 0 && sampling.topP() == 1) {
            return inIdOrder(logits, max, sampling);
        }
        Candidates near = cut(logits, max, max - FAR * sampling.temperature(), sampling);
        return near != null ? near : everything(logits, max, sampling);
    }

    /** @param uniform in [0,1) */
    int draw(double uniform) {
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += weights[i];
        }
        double left = uniform * total;
        int last = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    break;
                }
            }
        }
        return ids[last];
    }

    private static Candidates inIdOrder(float[] logits, float max, Sampling sampling) {
        int[] ids = new int[logits.length];
        double[] weights = new double[logits.length];
        int size = 0;
        for (int id = 0; id < logits.length; id++) {
            double weight = weight(logits[id], max, sampling);
            if (weight >= sampling.minP()) {
                ids[size] = id;
                weights[size++] = weight;
            }
        }
        return new Candidates(ids, weights, size);
    }

    private static Candidates everything(float[] logits, float max, Sampling sampling) {
        Candidates all = cut(logits, max, Double.NEGATIVE_INFINITY, sampling);
        if (all == null) {
            throw new AssertionError("a cut over the whole vocabulary is complete");
        }
        return all;
    }

    /** The survivors among logits of at least {@code floor}, or null when tokens below it might survive too. */
    private static @Nullable Candidates cut(float[] logits, float max, double floor, Sampling sampling) {
        long[] keys = new long[logits.length];
        int size = 0;
        double total = 0;
        for (int id = 0; id < logits.length; id++) {
            total += weight(logits[id], max, sampling);
            if (logits[id] >= floor) {
                keys[size++] = key(logits[id], id);
            }
        }
        boolean whole = size == logits.length;
        Arrays.sort(keys, 0, size);
        if (sampling.topK() > 0) {
            if (size < sampling.topK() && !whole) {
                return null;
            }
            size = Math.min(size, sampling.topK());
        }
        int[] ids = new int[size];
        double[] weights = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            ids[i] = (int) keys[i];
            weights[i] = weight(logits[ids[i]], max, sampling);
            sum += weights[i];
        }
        double target = sampling.topP() * (sampling.topK() > 0 ? sum : total);
        double reached = 0;
        int kept = 0;
        while (kept < size && (kept == 0 || reached < target)) {
            reached += weights[kept++];
        }
        if (reached < target && !whole && sampling.topK() == 0) {
            return null;
        }
        while (kept > 1 && weights[kept - 1] < sampling.minP()) {
            kept--;
        }
        return new Candidates(ids, weights, kept);
    }

    private static double weight(float logit, float max, Sampling sampling) {
        return Math.exp(((double) logit - max) / sampling.temperature());
    }

    /** Sorts by falling logit, then by rising id. */
    private static long key(float logit, int id) {
        int bits = Float.floatToIntBits(logit + 0f);
        int rising = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return (long) ~rising << 32 | id;
    }
}
