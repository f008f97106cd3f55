package io.sluice.inference.kernel;

import jdk.incubator.vector.VectorShape;
import org.jspecify.annotations.Nullable;

/**
 * The vector width that this JVM's kernels use, chosen once: the widest that the processor prefers, at most 512 bits,
 * or the narrower one that the system property {@value #PROPERTY} names.
 *
 * <p>There is no scalar fallback. A width below 128 bits, or an absent Vector API module, is refused: the arithmetic
 * would be right and a hundred times too slow, which nobody would see until production.
 */
public final class KernelChoice {

    /** Overrides the width: 128, 256 or 512. */
    public static final String PROPERTY = "sluice.kernel.bits";

    private static final String MODULE = "jdk.incubator.vector";
    private static final int WIDEST = 512;
    private static final int NARROWEST = 128;

    private KernelChoice() {
    }

    /** @throws KernelsUnavailableException with the flag to add when this JVM can't run the vector kernels */
    public static void require() {
        bits();
    }

    /** A short name for metrics and logs, for example {@code vector-512}. */
    public static String describe() {
        return "vector-" + bits();
    }

    /** Vector width in bits: 128, 256 or 512. */
    static int bits() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new KernelsUnavailableException(
                    "the Vector API module is absent: start with --add-modules " + MODULE);
        }
        requireCompiler(System.getProperty("java.vm.info", ""));
        return choose(Preferred.BITS, System.getProperty(PROPERTY));
    }

    /** Only C2 turns vector operations into instructions; everything else runs them as calls that allocate. */
    static void requireCompiler(String mode) {
        if (mode.startsWith("interpreted mode") || mode.contains("emulated-client")) {
            throw new KernelsUnavailableException("the JVM runs without its optimising compiler (" + mode
                    + "): start without -Xint and -XX:TieredStopAtLevel");
        }
    }

    static int choose(int preferred, @Nullable String wanted) {
        if (preferred < NARROWEST) {
            throw new KernelsUnavailableException("the Vector API offers " + preferred + " bits and the kernels need "
                    + NARROWEST + " or more: use a processor with SIMD and start without -XX:-EnableVectorSupport");
        }
        int widest = Math.min(preferred, WIDEST);
        if (wanted == null) {
            return Integer.highestOneBit(widest);
        }
        for (int bits = NARROWEST; bits <= widest; bits *= 2) {
            if (wanted.equals(String.valueOf(bits))) {
                return bits;
            }
        }
        throw new KernelsUnavailableException(
                PROPERTY + " is " + wanted + " and may be 128, 256 or 512, at most " + widest + " on this machine");
    }

    /** Kept apart, so that the check for the module runs before any of its classes is looked for. */
    private static final class Preferred {
        private static final int BITS = VectorShape.preferredShape().vectorBitSize();
    }
}
