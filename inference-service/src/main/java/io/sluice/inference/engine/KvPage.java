package io.sluice.inference.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** Keys and values of {@link io.sluice.inference.kernel.Kernels#PAGE_POSITIONS} positions in all layers, counted. */
final class KvPage {

    private final float[] values;
    private final AtomicInteger holders = new AtomicInteger(1);

    KvPage(float[] values) {
        this.values = values;
    }

    float[] values() {
        return values;
    }

    boolean isShared() {
        return holders.get() > 1;
    }

    KvPage share() {
        holders.incrementAndGet();
        return this;
    }

    /** Whether the caller was the last holder. */
    boolean release() {
        return holders.decrementAndGet() == 0;
    }
}
