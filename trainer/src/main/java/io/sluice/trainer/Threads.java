package io.sluice.trainer;

/** Fixes PyTorch's thread count, which its results depend on in the last bits. Must come before the engine's first use. */
final class Threads {

    private Threads() {}

    static void use(int threads) {
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    }
}
