package io.sluice.inference.decoding;

import io.sluice.contracts.generation.Sampling;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that may come next, each with its weight: what survives top-k, top-p and min-p. A draw takes one of them with
 * probability weight / sum of weights.
 *
 * <p>With {@code w_i = exp((logit_i - max) / temperature)}: top-k keeps the k largest; top-p keeps the shortest prefix of
 * the sorted survivors whose weights reach {@code p ×} their sum, at least one; min-p keeps
 * {@code w_i >= minP × w_max}. Ties go to the lower id.
 *
 * <p>A vocabulary is never sorted whole unless it must be. The cut usually falls close below the maximum, so tokens are
 * gathered down to a depth of 2 below it (in units of temperature), then 4, 8 and so on until the cut lies among those
 * gathered: the survivors are exactly those of a full sort. Never changes.
 */
public final class Candidates {

    private static final double FIRST_DEPTH = 2;
    private static final double LAST_DEPTH = 64;

    private final int[] ids;
    private final double[] weights;
    private final int size;
    private final double sum;

    private Candidates(int[] ids, double[] weights, int size) {
        this.ids = ids;
        this.weights = weights;
        this.size = size;
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += weights[i];
        }
        this.sum = total;
    }

    /** This token and no other. */
    static Candidates certain(int token) {
        return new Candidates(new int[] {token}, new double[] {1}, 1);
    }

    /** @param max the largest of {@code logits}, finite */
    static Candidates of(float[] logits, float max, Sampling sampling) {
        if (sampling.topK() == 0 && sampling.topP() == 1) {
            return inIdOrder(logits, max, sampling);
        }
        double total = sampling.topK() == 0 ? total(logits, max, sampling) : 0;
        for (double depth = FIRST_DEPTH; depth <= LAST_DEPTH; depth *= 2) {
            Candidates found = cut(logits, max, max - depth * sampling.temperature(), total, sampling);
            if (found != null) {
                return found;
            }
        }
        Candidates all = cut(logits, max, Double.NEGATIVE_INFINITY, total, sampling);
        if (all == null) {
            throw new AssertionError("a cut over the whole vocabulary is complete");
        }
        return all;
    }

    /** How likely a draw is to give this token; 0 for one that can't come. */
    public double probability(int token) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == token) {
                return weights[i] / sum;
            }
        }
        return 0;
    }

    /**
     * What this distribution has more of than the other: {@code max(0, p(x) - q(x))}, normalised. Where rounding leaves
     * nothing, because the two are the same, it is this distribution.
     */
    public Candidates beyond(Candidates other) {
        double[] theirs = other.byId();
        double[] left = new double[size];
        boolean any = false;
        for (int i = 0; i < size; i++) {
            double q = ids[i] < theirs.length ? theirs[ids[i]] : 0;
            left[i] = Math.max(0, weights[i] / sum - q);
            any |= left[i] > 0;
        }
        return any ? new Candidates(ids, left, size) : this;
    }

    private double[] byId() {
        int end = 0;
        for (int i = 0; i < size; i++) {
            end = Math.max(end, ids[i] + 1);
        }
        double[] probabilities = new double[end];
        for (int i = 0; i < size; i++) {
            probabilities[ids[i]] = weights[i] / sum;
        }
        return probabilities;
    }

    /** @param uniform in [0,1) */
    public int draw(double uniform) {
        double left = uniform * sum;
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

    private static double total(float[] logits, float max, Sampling sampling) {
        double total = 0;
        for (float logit : logits) {
            total += weight(logit, max, sampling);
        }
        return total;
    }

    /** The survivors among logits of at least {@code floor}, or null when tokens below it might survive too. */
    private static @Nullable Candidates cut(float[] logits, float max, double floor, double total, Sampling sampling) {
        long[] keys = sorted(logits, floor);
        boolean whole = keys.length == logits.length;
        int topK = sampling.topK();
        if (topK > keys.length && !whole) {
            return null;
        }
        int size = topK > 0 ? Math.min(topK, keys.length) : keys.length;
        int[] ids = new int[size];
        double[] weights = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            ids[i] = (int) keys[i];
            weights[i] = weight(logits[ids[i]], max, sampling);
            sum += weights[i];
        }
        double target = sampling.topP() * (topK > 0 ? sum : total);
        double reached = 0;
        int kept = 0;
        while (kept < size && (kept == 0 || reached < target)) {
            reached += weights[kept++];
        }
        if (reached < target && topK == 0 && !whole) {
            return null;
        }
        while (kept > 1 && weights[kept - 1] < sampling.minP()) {
            kept--;
        }
        return new Candidates(ids, weights, kept);
    }

    private static long[] sorted(float[] logits, double floor) {
        long[] keys = new long[64];
        int size = 0;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] >= floor) {
                if (size == keys.length) {
                    keys = Arrays.copyOf(keys, size * 2);
                }
                keys[size++] = key(logits[id], id);
            }
        }
        keys = Arrays.copyOf(keys, size);
        Arrays.sort(keys);
        return keys;
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
