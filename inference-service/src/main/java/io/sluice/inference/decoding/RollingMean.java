package io.sluice.inference.decoding;

/** Mean of the last {@code window} values; of those there are while there are fewer; NaN before the first. */
final class RollingMean {

    private final double[] ring;
    private int added;

    RollingMean(int window) {
        this.ring = new double[window];
    }

    void add(double value) {
        ring[added % ring.length] = value;
        added++;
    }

    /** Summed afresh each time (the window is at most 64), so that no rounding error or NaN outlives its value. */
    double value() {
        int held = Math.min(added, ring.length);
        double sum = 0;
        for (int i = 0; i < held; i++) {
            sum += ring[i];
        }
        return sum / held;
    }
}
