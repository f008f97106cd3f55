package io.sluice.inference.adapter.selection;

/** Logits of adapters as shares. */
public final class Shares {

    private Shares() {
    }

    /** Softmax of all of them at a temperature. */
    public static double[] of(double[] logits, double temperature) {
        double[] shares = logits.clone();
        TopSoftmax.apply(shares, shares.length, temperature);
        return shares;
    }

    /** Index of the largest, the first of equal ones. */
    public static int best(double[] shares) {
        int best = 0;
        for (int i = 1; i < shares.length; i++) {
            best = shares[i] > shares[best] ? i : best;
        }
        return best;
    }
}
