package io.sluice.inference.engine;

import io.sluice.inference.kernel.Kernels;

/**
 * A cache over pages that forks share. A page with more than one holder is never written: the writer takes a copy first.
 *
 * <p>Where every layer's window slides, pages at the front that none of them reaches any more are given back. That
 * happens before a pass and never after it, so that a pass can be taken back.
 */
final class PagedKvCache implements KvCache {

    private static final float[] GONE = {};
    private static final KvPage NO_PAGE = new KvPage(GONE);

    private final KvPagePool pool;
    private final KvPage[] pages;
    private final float[][] values;
    private final int maxTokens;
    private int pageCount;
    /** Pages given back at the front. */
    private int gone;
    private int length;
    private boolean closed;

    PagedKvCache(KvPagePool pool, int maxTokens) {
        this.pool = pool;
        this.maxTokens = maxTokens;
        this.pages = new KvPage[Math.ceilDiv(maxTokens, Kernels.PAGE_POSITIONS)];
        this.values = new float[pages.length][];
    }

    @Override
    public int length() {
        return length;
    }

    int room() {
        requireOpen();
        return maxTokens - length;
    }

    boolean isOf(KvPagePool other) {
        return pool == other;
    }

    /** The pages' numbers, by position / page size. */
    float[][] values() {
        return values;
    }

    /** Gives back what lies wholly before the windows of all positions to come. */
    void slide() {
        int end = pool.gone(length);
        while (gone < end) {
            release(gone++);
        }
    }

    private void release(int index) {
        pool.release(pages[index]);
        put(index, NO_PAGE);
    }

    @Override
    public int shortest() {
        requireOpen();
        return pool.shortest(gone);
    }

    /** Pages that {@link #reserve} would take. */
    int pagesFor(int tokens) {
        int first = length / Kernels.PAGE_POSITIONS;
        int copied = first < pageCount && pages[first].isShared() ? 1 : 0;
        return copied + Math.max(0, Math.ceilDiv(length + tokens, Kernels.PAGE_POSITIONS) - pageCount);
    }

    /** Makes the next {@code tokens} positions writable. */
    void reserve(int tokens) {
        int first = length / Kernels.PAGE_POSITIONS;
        if (first < pageCount && pages[first].isShared()) {
            KvPage own = pool.copy(pages[first]);
            pool.release(pages[first]);
            put(first, own);
        }
        int end = Math.ceilDiv(length + tokens, Kernels.PAGE_POSITIONS);
        while (pageCount < end) {
            put(pageCount++, pool.take());
        }
    }

    private void put(int index, KvPage page) {
        pages[index] = page;
        values[index] = page.values();
    }

    void advance(int tokens) {
        length += tokens;
    }

    @Override
    public void truncate(int newLength) {
        requireOpen();
        if (newLength < shortest() || newLength > length) {
            throw new IllegalArgumentException("length " + newLength + " is outside " + shortest() + " to " + length);
        }
        length = newLength;
        releaseFrom(Math.ceilDiv(newLength, Kernels.PAGE_POSITIONS));
        slide();
    }

    private void releaseFrom(int first) {
        while (pageCount > Math.max(first, gone)) {
            release(--pageCount);
        }
    }

    @Override
    public KvCache fork() {
        return fork(length, maxTokens);
    }

    @Override
    public KvCache fork(int firstTokens, int itsMaxTokens) {
        requireOpen();
        if (firstTokens < shortest() || firstTokens > length || itsMaxTokens < Math.max(1, firstTokens)
                || itsMaxTokens > pool.contextLength()) {
            throw new IllegalArgumentException("a fork of " + firstTokens + " tokens with room for " + itsMaxTokens
                    + " was asked of a cache of " + length + (gone == 0 ? "" : ", which holds its window,")
                    + " and a context of " + pool.contextLength());
        }
        PagedKvCache fork = new PagedKvCache(pool, itsMaxTokens);
        fork.pageCount = Math.ceilDiv(firstTokens, Kernels.PAGE_POSITIONS);
        fork.gone = gone;
        for (int i = 0; i < fork.pageCount; i++) {
            fork.put(i, i < gone ? NO_PAGE : pages[i].share());
        }
        fork.length = firstTokens;
        return fork;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            releaseFrom(0);
            length = 0;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
    }
}
