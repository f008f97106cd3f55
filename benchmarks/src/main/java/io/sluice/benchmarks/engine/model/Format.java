package io.sluice.benchmarks.engine.model;

import java.util.Locale;

/** How the matrices' weights are stored. */
public enum Format {

    /** Blocks of 32 four-bit integers with a half-precision scale. */
    Q4_0(18, 32),
    /** Blocks of 32 eight-bit integers with a half-precision scale. */
    Q8_0(34, 32),
    /** The upper half of a float. */
    BF16(2, 1);

    private final int blockBytes;
    private final int blockWeights;

    Format(int blockBytes, int blockWeights) {
        this.blockBytes = blockBytes;
        this.blockWeights = blockWeights;
    }

    /** Bytes that this many weights take, which is what a decoded token has to read of them. */
    public long bytes(long weights) {
        return weights / blockWeights * blockBytes;
    }

    /** As files and folders are called. */
    public String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
