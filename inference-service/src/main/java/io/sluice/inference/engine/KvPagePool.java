package io.sluice.inference.engine;

import io.sluice.inference.kernel.Kernels;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final int contextLength;
    private final int headSize;
    private final int kvHeads;
    private final int pageLength;
    private final BlockingQueue<float[]> idle;
    private final AtomicInteger held = new AtomicInteger();
    private volatile int pagesMax = Integer.MAX_VALUE;

    KvPagePool(ModelConfig config) {
        this.contextLength = config.contextLength();
        this.headSize = config.headSize();
        this.kvHeads = config.kvHeads();
        this.pageLength = Math.multiplyExact(2 * config.layers() * config.kvWidth(), Kernels.PAGE_POSITIONS);
        long affordable = IDLE_BYTES_MAX / ((long) pageLength * Float.BYTES);
        this.idle = new ArrayBlockingQueue<>(
                (int) Math.clamp(affordable, (long) IDLE_PAGES_MIN, (long) IDLE_PAGES_MAX));
    }

    int contextLength() {
        return contextLength;
    }

    KvPage take() {
        float @Nullable [] used = idle.poll();
        held.incrementAndGet();
        return new KvPage(used == null ? new float[pageLength] : used);
    }

    KvPage copy(KvPage page) {
        KvPage copy = take();
        System.arraycopy(page.values(), 0, copy.values(), 0, pageLength);
        return copy;
    }

    void release(KvPage page) {
        if (page.release()) {
            held.decrementAndGet();
            idle.offer(page.values());
        }
    }

    KvMemory memory() {
        return new KvMemory(Kernels.PAGE_POSITIONS, (long) pageLength * Float.BYTES, held.get(), pagesMax);
    }

    /** Pages beyond the limit that are held already stay; none is taken before enough of them are back. */
    void limit(long bytes) {
        pagesMax = (int) Math.clamp(bytes / ((long) pageLength * Float.BYTES), 0, Integer.MAX_VALUE);
    }

    /** Where a head's keys begin in a page; its values follow at {@link #valueOffset}. */
    int keyOffset(int layer, int kvHead) {
        return (layer * kvHeads + kvHead) * 2 * headSize * Kernels.PAGE_POSITIONS;
    }

    int valueOffset(int layer, int kvHead) {
        return keyOffset(layer, kvHead) + headSize * Kernels.PAGE_POSITIONS;
    }
}
