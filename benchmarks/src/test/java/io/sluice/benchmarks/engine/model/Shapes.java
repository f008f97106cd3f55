package io.sluice.benchmarks.engine.model;

/** Shapes small enough for a test. */
final class Shapes {

    private Shapes() {
    }

    /** 2 layers of width 64 over 4 heads and 2 key heads of 16, 320 tokens, llama3's frequencies. */
    static ModelShape small() {
        return new ModelShape("small", 2, 64, 4, 2, 16, 96, 320, 16_384, 1e-5, 10_000, new RopeStretch(8, 1, 4, 64));
    }
}
