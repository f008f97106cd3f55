package io.sluice.inference.quantization;

import com.github.tjake.jlama.safetensors.DType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a block of {@value #BLOCK} weights is stored: small integers and one scale d, the value of a weight being q·d. The
 * scale is rounded to half precision, as in GGUF, before the integers are chosen, so that rounding it costs nothing twice.
 */
public enum BlockFormat {

    /** q from -8 to 7, d = m / -8 for the element m of the largest magnitude, so that m itself is met. */
    Q4_0(DType.Q4) {
        @Override
        float quantize(float[] x, int at, byte[] quanta, int to) {
            float scale = scale(extreme(x, at) / -8);
            for (int i = 0; i < HALF; i++) {
                int low = integer(x[at + i], scale, -8, 7) + 8;
                int high = integer(x[at + HALF + i], scale, -8, 7) + 8;
                quanta[to + i] = (byte) (low | high << 4);
            }
            return scale;
        }

        @Override
        int quantum(byte[] quanta, int to, int element) {
            return (quanta[to + element % HALF] >>> 4 * (element / HALF) & 15) - 8;
        }
    },

    /** q from -127 to 127, d = max|x| / 127. */
    Q8_0(DType.I8) {
        @Override
        float quantize(float[] x, int at, byte[] quanta, int to) {
            float scale = scale(Math.abs(extreme(x, at)) / 127);
            for (int i = 0; i < BLOCK; i++) {
                quanta[to + i] = (byte) integer(x[at + i], scale, -127, 127);
            }
            return scale;
        }

        @Override
        int quantum(byte[] quanta, int to, int element) {
            return quanta[to + element];
        }
    };

    /** Weights that share a scale. */
    static final int BLOCK = 32;

    private static final int HALF = BLOCK / 2;

    private final DType type;

    BlockFormat(DType type) {
        this.type = type;
    }

    /** @throws IllegalArgumentException that lists the formats when there is none of this name */
    static BlockFormat named(String name) {
        return Arrays.stream(values()).filter(format -> format.label().equals(name.toLowerCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no format " + name + "; there are "
                        + Arrays.stream(values()).map(BlockFormat::label).collect(Collectors.joining(" and "))));
    }

    /** As users write it: {@code q4_0}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As a safetensors header names it. */
    DType type() {
        return type;
    }

    /** Bytes of a block's integers. */
    int blockBytes() {
        return this == Q4_0 ? HALF : BLOCK;
    }

    /**
     * Quantises 32 finite weights.
     *
     * @param quanta receives the integers from byte {@code to} on
     * @return the scale, a half-precision number
     * @throws ArithmeticException when the weights are too large for one
     */
    abstract float quantize(float[] x, int at, byte[] quanta, int to);

    /** The integer of an element from 0 to 31 of the block at byte {@code to}. */
    abstract int quantum(byte[] quanta, int to, int element);

    private static float extreme(float[] x, int at) {
        float extreme = 0;
        for (int i = at; i < at + BLOCK; i++) {
            if (Math.abs(x[i]) > Math.abs(extreme)) {
                extreme = x[i];
            }
        }
        return extreme;
    }

    private static float scale(float exact) {
        float scale = Float.float16ToFloat(Float.floatToFloat16(exact));
        if (!Float.isFinite(scale)) {
            throw new ArithmeticException("a scale of " + exact + " is too large for half precision");
        }
        return scale;
    }

    /** A scale that rounded to zero makes every weight of its block zero. */
    private static int integer(float x, float scale, int least, int most) {
        return scale == 0 ? 0 : Math.clamp((int) Math.rint(x / scale), least, most);
    }
}
