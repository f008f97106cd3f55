package io.sluice.trainer;

/**
 * Fixes PyTorch's thread count, which its results depend on in the last bits, and its CPU seconds where others want the cores, too:
 * threads that wait spin. Must come before the engine's first use.
 */
public final class Threads {

    private Threads() {}

    public static void use(int threads) {
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    }
}
