package io.sluice.inference.batching;

/** How long the last forward passes took. Written by the engine thread, read by any. */
final class StepTimes {

    private static final int REMEMBERED = 64;

    private final long[] nanos = new long[REMEMBERED];
    private int next;

    synchronized void took(long passNanos) {
        nanos[next++ % REMEMBERED] = passNanos;
        next %= REMEMBERED;
    }

    /** Of the last 64 passes; 0 before the first. */
    synchronized long slowestNanos() {
        long slowest = 0;
        for (long each : nanos) {
            slowest = Math.max(slowest, each);
        }
        return slowest;
    }
}
