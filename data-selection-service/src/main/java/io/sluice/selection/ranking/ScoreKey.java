package io.sluice.selection.ranking;

/** A finite score as a long whose natural order is that of ranks: the higher the score, the smaller the key. */
final class ScoreKey {

    private ScoreKey() {
    }

    /** Minus zero is zero. */
    static long of(double score) {
        long bits = Double.doubleToLongBits(score + 0.0);
        return ~(bits ^ bits >> 63 & Long.MAX_VALUE);
    }

    static double score(long key) {
        long bits = ~key;
        return Double.longBitsToDouble(bits ^ bits >> 63 & Long.MAX_VALUE);
    }
}
