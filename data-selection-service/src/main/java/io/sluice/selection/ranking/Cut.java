package io.sluice.selection.ranking;

import java.io.IOException;
import java.util.Arrays;

/**
 * A place in the order of ranks: before it stand all rows whose key is smaller, and of those with this key the first so
 * many by ordinal. Found exactly: four passes over the scores, each of which counts the next sixteen bits of those keys
 * that begin as the wanted one does. Half a megabyte, whatever the pool.
 *
 * @param key  of {@link ScoreKey}
 * @param ties how many rows of this very key stand before the cut, at least one but at the beginning
 * @param rows that stand before it
 */
record Cut(long key, long ties, long rows) {

    /** Before every row. */
    static final Cut BEGINNING = new Cut(Long.MIN_VALUE, 0, 0);

    private static final int DIGIT_BITS = 16;
    private static final int DIGITS = 1 << DIGIT_BITS;

    /** After the so many best rows; after all of them where there are fewer. */
    static Cut after(long rows, ScoreSource scores) throws IOException {
        if (rows == 0) {
            return BEGINNING;
        }
        long prefix = 0;
        long before = 0;
        long[] counts = new long[DIGITS];
        for (int shift = Long.SIZE - DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
            long total = count(scores, prefix, shift, counts);
            if (before + total < rows) {
                // Only the first pass counts all of them: there are no more.
                return new Cut(Long.MAX_VALUE, 0, total);
            }
            int digit = 0;
            while (before + counts[digit] < rows) {
                before += counts[digit++];
            }
            prefix |= (long) digit << shift;
        }
        return new Cut(prefix ^ Long.MIN_VALUE, rows - before, rows);
    }

    private static long count(ScoreSource scores, long prefix, int shift, long[] counts) throws IOException {
        Arrays.fill(counts, 0);
        // Shifting by all 64 bits shifts by none, so the first pass, which has no prefix, shifts in two steps.
        long beginning = prefix >>> shift >>> DIGIT_BITS;
        long total = 0;
        for (int shard = 0; shard < scores.shards(); shard++) {
            for (double score : scores.shard(shard)) {
                if (Double.isFinite(score)) {
                    long key = ScoreKey.of(score) ^ Long.MIN_VALUE;
                    if (key >>> shift >>> DIGIT_BITS == beginning) {
                        counts[(int) (key >>> shift) & DIGITS - 1]++;
                        total++;
                    }
                }
            }
        }
        return total;
    }
}
