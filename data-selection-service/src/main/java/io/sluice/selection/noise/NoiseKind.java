package io.sluice.selection.noise;

/** What a mistake does to the steps after it. */
public enum NoiseKind {
    /** Nothing: it is written over the finished work, and the answer stays right. */
    STATIC,
    /** They go on from it, up to the answer. */
    DYNAMIC
}
