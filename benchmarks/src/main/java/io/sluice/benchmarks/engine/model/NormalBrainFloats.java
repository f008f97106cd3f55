package io.sluice.benchmarks.engine.model;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Normally distributed BF16 numbers, fast: each is one of 65536 equally likely quantiles of the distribution, looked up
 * by sixteen random bits, so the farthest lie about 4.2 deviations from the mean.
 */
final class NormalBrainFloats {

    private static final int QUANTILES = 1 << 16;
    private static final double DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);
    private static final float[] STANDARD = standardQuantiles();

    private final short[] table = new short[QUANTILES];

    NormalBrainFloats(double mean, double deviation) {
        for (int i = 0; i < QUANTILES; i++) {
            table[i] = rounded((float) (mean + deviation * STANDARD[i]));
        }
    }

    /** Fills what remains of a buffer, a multiple of eight bytes, with little-endian numbers. */
    void fill(ByteBuffer out, RandomGenerator random) {
        while (out.hasRemaining()) {
            long bits = random.nextLong();
            out.putLong(Short.toUnsignedLong(table[(int) bits & 0xFFFF])
                    | Short.toUnsignedLong(table[(int) (bits >>> 16) & 0xFFFF]) << 16
                    | Short.toUnsignedLong(table[(int) (bits >>> 32) & 0xFFFF]) << 32
                    | Short.toUnsignedLong(table[(int) (bits >>> 48)]) << 48);
        }
    }

    /** Rounds to nearest, ties to even. */
    private static short rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }

    /** Quantiles (i + 1/2) / 65536: the inverse of the distribution, followed outwards from zero by midpoint steps. */
    private static float[] standardQuantiles() {
        float[] quantiles = new float[QUANTILES];
        double x = 0;
        double step = 0.5 / QUANTILES;
        for (int i = QUANTILES / 2; i < QUANTILES; i++) {
            double middle = x + step / density(x) / 2;
            x += step / density(middle);
            quantiles[i] = (float) x;
            quantiles[QUANTILES - 1 - i] = (float) -x;
            step = 1.0 / QUANTILES;
        }
        return quantiles;
    }

    private static double density(double x) {
        return DENSITY_AT_ZERO * Math.exp(-x * x / 2);
    }
}
