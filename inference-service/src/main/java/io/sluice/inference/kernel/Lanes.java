package io.sluice.inference.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The chosen vector width as compile-time constants of the kernels. */
final class Lanes {

    static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(KernelChoice.bits()));
    static final VectorSpecies<Integer> INTS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(KernelChoice.bits()));

    static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(KernelChoice.bits()));

    /** Floats in a vector. */
    static final int LENGTH = FLOATS.length();

    /** Shorts in a vector. */
    static final int SHORT_LANES = 2 * LENGTH;

    /** Matrix columns (output elements) in a panel: four vectors. */
    static final int PANEL = 4 * LENGTH;

    /** Rows of a product's register tile: 4 × 4 accumulators need 32 registers; AVX2 has 16. */
    static final int TILE_ROWS = FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512
            || "aarch64".equals(System.getProperty("os.arch")) ? 4 : 2;

    /** Partial sums of a reduction, at every width, so that every width rounds alike. */
    static final int PARTIAL_SUMS = 16;

    static final int FLOAT_BYTES = LENGTH * Float.BYTES;

    static {
        assert IntVector.SPECIES_PREFERRED.length() >= INTS.length();
    }

    private Lanes() {
    }
}
