package io.sluice.benchmarks.engine.contender;

/**
 * The largest logits of one position, largest first.
 *
 * @param tokens their ids
 * @param logits raw, as many
 */
public record TopLogits(int[] tokens, float[] logits) {

    /** Picks the {@code count} largest; of equal ones the lower id comes first. */
    static TopLogits of(float[] all, int count) {
        int kept = 0;
        int[] tokens = new int[count];
        float[] logits = new float[count];
        for (int id = 0; id < all.length; id++) {
            if (kept == count && all[id] <= logits[count - 1]) {
                continue;
            }
            int at = kept == count ? count - 1 : kept++;
            for (; at > 0 && all[id] > logits[at - 1]; at--) {
                tokens[at] = tokens[at - 1];
                logits[at] = logits[at - 1];
            }
            tokens[at] = id;
            logits[at] = all[id];
        }
        return new TopLogits(java.util.Arrays.copyOf(tokens, kept), java.util.Arrays.copyOf(logits, kept));
    }
}
