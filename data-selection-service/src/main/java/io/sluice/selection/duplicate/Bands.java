package io.sluice.selection.duplicate;

/**
 * Signatures cut into bands: rows that agree in all bytes of a band are candidates. Two rows of similarity s become
 * candidates with probability 1 − (1 − sʳ)ᵇ for b bands of r bytes.
 *
 * @param count bands
 * @param bytes of each, at most eight
 */
record Bands(int count, int bytes) {

    private static final double RECALL = 0.995;

    /** As few candidates as possible, while two rows at the threshold become candidates with a chance of 99.5 %. */
    static Bands of(double threshold) {
        for (int bytes = Long.BYTES; bytes > 1; bytes--) {
            Bands bands = new Bands(MinHash.PERMUTATIONS / bytes, bytes);
            if (bands.recall(threshold) >= RECALL) {
                return bands;
            }
        }
        return new Bands(MinHash.PERMUTATIONS, 1);
    }

    double recall(double similarity) {
        return 1 - Math.pow(1 - Math.pow(similarity, bytes), count);
    }
}
