package io.sluice.inference.engine;

import io.sluice.inference.kernel.Kernels;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Makes pages and keeps those that are no longer used, because clearing fresh memory costs more than a small model's
 * token: as many as may be held where that is limited, else {@value #IDLE_BYTES_MAX} bytes. What a new sequence will ask
 * for is made when it comes ({@link #provide}), not while it decodes. A reused page still holds the numbers of its last
 * sequence; no kernel reads positions that were not written. Thread-safe.
 */
final class KvPagePool {

    private static final int IDLE_BYTES_MAX = 64 << 20;
    private static final int IDLE_PAGES_MIN = 4;
    private static final int IDLE_PAGES_MAX = 512;

    private final int contextLength;
    private final int headSize;
    private final int kvHeads;
    private final int pageLength;
    private final int window;
    private final int reach;
    /** Pages that are made ahead of their use at most, and kept when nothing limits them. */
    private final int idlePages;
    private final Deque<float[]> idle = new ArrayDeque<>();
    private int held;
    private int pagesMax = Integer.MAX_VALUE;

    KvPagePool(ModelConfig config) {
        this.contextLength = config.contextLength();
        this.headSize = config.headSize();
        this.kvHeads = config.kvHeads();
        this.pageLength = Math.multiplyExact(2 * config.layers() * config.kvWidth(), Kernels.PAGE_POSITIONS);
        this.window = config.windows().stream().mapToInt(Integer::intValue).max().orElse(ModelConfig.EVERYTHING);
        this.reach = window == ModelConfig.EVERYTHING ? KvMemory.EVERYTHING : window - 1 + KvCache.BACK;
        long affordable = IDLE_BYTES_MAX / ((long) pageLength * Float.BYTES);
        this.idlePages = (int) Math.clamp(affordable, (long) IDLE_PAGES_MIN, (long) IDLE_PAGES_MAX);
    }

    int contextLength() {
        return contextLength;
    }

    /** Makes pages for a sequence of so many tokens, as far as idle ones don't suffice and the limits allow. */
    synchronized void provide(int tokens) {
        int wanted = Math.min(Math.min(memory().most(tokens, ForwardPass.ROWS_MAX), idlePages), pagesMax - held);
        while (idle.size() < wanted) {
            idle.push(new float[pageLength]);
        }
    }

    synchronized KvPage take() {
        float @Nullable [] used = idle.poll();
        held++;
        return new KvPage(used == null ? new float[pageLength] : used);
    }

    KvPage copy(KvPage page) {
        KvPage copy = take();
        System.arraycopy(page.values(), 0, copy.values(), 0, pageLength);
        return copy;
    }

    synchronized void release(KvPage page) {
        if (page.release()) {
            held--;
            idle.push(page.values());
            trim();
        }
    }

    /** A page that is held may come back, so held and idle ones together stay below the limit. */
    private void trim() {
        int kept = pagesMax == Integer.MAX_VALUE ? idlePages : Math.max(0, pagesMax - held);
        while (idle.size() > kept) {
            idle.removeLast();
        }
    }

    synchronized KvMemory memory() {
        return new KvMemory(Kernels.PAGE_POSITIONS, (long) pageLength * Float.BYTES, held, pagesMax, reach);
    }

    /** Pages at the front that nobody looks into any more, from a sequence's next position {@code length} on. */
    int gone(int length) {
        return Math.max(0, length - reach) / Kernels.PAGE_POSITIONS;
    }

    /** The shortest sequence that goes on without its first pages. */
    int shortest(int gone) {
        return gone == 0 ? 0 : gone * Kernels.PAGE_POSITIONS + window - 1;
    }

    /** Pages beyond the limit that are held already stay; none is taken before enough of them are back. */
    synchronized void limit(long bytes) {
        pagesMax = (int) Math.clamp(bytes / ((long) pageLength * Float.BYTES), 0, Integer.MAX_VALUE);
        trim();
    }

    /** Where a head's keys begin in a page; its values follow at {@link #valueOffset}. */
    int keyOffset(int layer, int kvHead) {
        return (layer * kvHeads + kvHead) * 2 * headSize * Kernels.PAGE_POSITIONS;
    }

    int valueOffset(int layer, int kvHead) {
        return keyOffset(layer, kvHead) + headSize * Kernels.PAGE_POSITIONS;
    }
}
