package io.sluice.selection.selector.ngram;

/**
 * The hashed n-grams of a text: which bucket each run of one to n words falls into. Buckets are shared by whatever falls into
 * them, so that memory doesn't grow with the vocabulary.
 */
final class Features {

    private final Words words = new Words();
    private final int order;
    private final int buckets;

    /** @param order the longest run of words that is a feature, 1 to 4 */
    Features(int order, int buckets) {
        this.order = order;
        this.buckets = buckets;
    }

    /** Adds to the counts. @return how many features there were */
    long count(String text, long[] counts) {
        int n = words.read(text);
        long added = 0;
        for (int i = 0; i < n; i++) {
            int hash = 0;
            for (int k = 0; k < order && i + k < n; k++) {
                hash = join(hash, words.hash(i + k));
                counts[bucket(hash)]++;
                added++;
            }
        }
        return added;
    }

    /** Σ weight over the text's features. */
    double sum(String text, float[] weights) {
        int n = words.read(text);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            int hash = 0;
            int last = Math.min(order, n - i);
            for (int k = 0; k < last; k++) {
                hash = join(hash, words.hash(i + k));
                sum += weights[bucket(hash)];
            }
        }
        return sum;
    }

    /** How many features a text of the words that were read last has. */
    int size(String text) {
        int n = words.read(text);
        int size = 0;
        for (int k = 0; k < order; k++) {
            size += Math.max(0, n - k);
        }
        return size;
    }

    /** The run of words that weighs most, or least; empty where there is none. */
    String strongest(String text, float[] weights, boolean most) {
        int n = words.read(text);
        double best = Double.NEGATIVE_INFINITY;
        int from = -1;
        int to = -1;
        for (int i = 0; i < n; i++) {
            int hash = 0;
            for (int k = 0; k < order && i + k < n; k++) {
                hash = join(hash, words.hash(i + k));
                double weight = weights[bucket(hash)] * (most ? 1 : -1);
                if (weight > best) {
                    best = weight;
                    from = i;
                    to = i + k;
                }
            }
        }
        return from < 0 ? "" : words.words(from, to);
    }

    private static int join(int left, int right) {
        return (left * 0x9e3779b1 ^ right) * 0x85ebca6b + 0x27d4eb2f;
    }

    private int bucket(int hash) {
        int mixed = hash ^ hash >>> 15;
        return (int) (((mixed * 0x2c1b3c6dL & 0xffffffffL) * buckets) >>> 32);
    }
}
