package io.sluice.inference.adapter.selection;

import java.util.Arrays;

/**
 * Shares of the largest logits: {@code exp(zᵢ/T) / Σ exp(zⱼ/T)} over the k largest, 0 for the others; of equal ones those that
 * come first are kept. NaN counts as the smallest; where nothing is finite all are alike.
 */
final class TopSoftmax {

    private TopSoftmax() {
    }

    /** @param logits are replaced by their shares, which sum up to 1; exactly 1 where only one is kept */
    static void apply(double[] logits, int kept, double temperature) {
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Double.isNaN(logits[i]) ? Double.NEGATIVE_INFINITY : logits[i] / temperature;
        }
        double[] sorted = logits.clone();
        Arrays.sort(sorted);
        double largest = sorted[sorted.length - 1];
        if (Double.isInfinite(largest)) {
            Arrays.fill(logits, 1.0 / logits.length);
            return;
        }
        double least = sorted[Math.max(0, sorted.length - kept)];
        int equal = kept - (int) Arrays.stream(logits).filter(each -> each > least).count();
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            boolean taken = logits[i] > least || logits[i] == least && equal-- > 0;
            logits[i] = taken ? Math.exp(logits[i] - largest) : 0;
            sum += logits[i];
        }
        for (int i = 0; i < logits.length; i++) {
            logits[i] /= sum;
        }
    }
}
