package io.sluice.inference.engine;

import io.sluice.inference.kernel.Kernels;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Makes pages and keeps some that are no longer used, because clearing fresh memory costs more than a small model's
 * token. A reused page still holds the numbers of its last sequence; no kernel reads positions that were not written.
 * Thread-safe.
 */
final class KvPagePool {

    private static final int IDLE_BYTES_MAX = 64 << 20;
    private static final int IDLE_PAGES_MIN = 4;
    private static final int IDLE_PAGES_MAX = 512;

    private final int headSize;
    private final int kvHeads;
    private final int pageLength;
    private final BlockingQueue<float[]> idle;

    KvPagePool(ModelConfig config) {
        this.headSize = config.headSize();
        this.kvHeads = config.kvHeads();
        this.pageLength = Math.multiplyExact(2 * config.layers() * config.kvWidth(), Kernels.PAGE_POSITIONS);
        long affordable = IDLE_BYTES_MAX / ((long) pageLength * Float.BYTES);
        this.idle = new ArrayBlockingQueue<>(
                (int) Math.clamp(affordable, (long) IDLE_PAGES_MIN, (long) IDLE_PAGES_MAX));
    }

    KvPage take() {
        float @Nullable [] used = idle.poll();
        return new KvPage(used == null ? new float[pageLength] : used);
    }

    KvPage copy(KvPage page) {
        KvPage copy = take();
        System.arraycopy(page.values(), 0, copy.values(), 0, pageLength);
        return copy;
    }

    void release(KvPage page) {
        if (page.release()) {
            idle.offer(page.values());
        }
    }

    /** Where a head's keys begin in a page; its values follow at {@link #valueOffset}. */
    int keyOffset(int layer, int kvHead) {
        return (layer * kvHeads + kvHead) * 2 * headSize * Kernels.PAGE_POSITIONS;
    }

    int valueOffset(int layer, int kvHead) {
        return keyOffset(layer, kvHead) + headSize * Kernels.PAGE_POSITIONS;
    }
}
