package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.model.Format;

/** One line of the comparison: the same weights on the same number of threads. */
record Setting(Format format, int threads) {

    @Override
    public String toString() {
        return format + " on " + threads + (threads == 1 ? " thread" : " threads");
    }
}
