package io.sluice.inference.engine;

import java.util.Arrays;

/**
 * Cosines and sines of the rotary position embedding (arXiv:2104.09864): position p and pair i turn by
 * {@code p · scaled(theta^(-2i / headSize))}. Position 0 is the first token of a sequence. Grows with the positions in
 * use, so that a long context that nobody uses costs nothing. Angles are computed in double precision.
 */
final class RotaryTable {

    private static final int FIRST_POSITIONS = 2048;

    private final int positionsMax;
    private final double[] frequencies;
    private float[] cos = new float[0];
    private float[] sin = new float[0];
    private int positions;

    RotaryTable(ModelConfig config) {
        this.positionsMax = config.contextLength();
        this.frequencies = new double[config.headSize() / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double plain = Math.pow(config.ropeTheta(), -2.0 * i / config.headSize());
            frequencies[i] = config.ropeScaling().scaled(plain);
        }
    }

    /** Makes room for positions below {@code end}. */
    void reach(int end) {
        if (end <= positions) {
            return;
        }
        int wanted = Math.min(positionsMax, Math.max(end, Math.max(FIRST_POSITIONS, 2 * positions)));
        cos = Arrays.copyOf(cos, wanted * frequencies.length);
        sin = Arrays.copyOf(sin, wanted * frequencies.length);
        for (int p = positions; p < wanted; p++) {
            for (int i = 0; i < frequencies.length; i++) {
                cos[p * frequencies.length + i] = (float) Math.cos(p * frequencies[i]);
                sin[p * frequencies.length + i] = (float) Math.sin(p * frequencies[i]);
            }
        }
        positions = wanted;
    }

    float[] cos() {
        return cos;
    }

    float[] sin() {
        return sin;
    }

    /** Where a position begins in both tables. */
    int offset(int position) {
        return position * frequencies.length;
    }
}
