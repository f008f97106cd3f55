package io.sluice.inference.engine;

/**
 * What the keys and values of a model's sequences take. A page is held by each cache that reads it and counted once.
 *
 * @param tokensPerPage positions of one sequence that a page holds
 * @param bytesPerPage  in all layers
 * @param pagesHeld     by caches that are open
 * @param pagesMax      that may be held
 * @param reach         positions before its next one that a sequence holds, {@link #EVERYTHING} unless all layers have a
 *                      sliding window; pages that lie wholly before them are given back
 */
public record KvMemory(int tokensPerPage, long bytesPerPage, int pagesHeld, int pagesMax, int reach) {

    public static final int EVERYTHING = Integer.MAX_VALUE;

    public int pagesFree() {
        return Math.max(0, pagesMax - pagesHeld);
    }

    /** Pages of a sequence of so many tokens that shares none, once it has given back what it no longer needs. */
    public int pages(int tokens) {
        return Math.ceilDiv(tokens, tokensPerPage) - gone(tokens);
    }

    /** Pages that a sequence of so many tokens no longer needs. */
    public int gone(int tokens) {
        return Math.max(0, tokens - reach) / tokensPerPage;
    }

    /**
     * Pages that a sequence holds at once at most while it grows to so many tokens. A pass needs the pages before its first
     * row and those of all its rows together.
     *
     * @param rows of one pass at most
     */
    public int most(int tokens, int rows) {
        int all = Math.ceilDiv(tokens, tokensPerPage);
        return reach == EVERYTHING ? all : Math.min(all, Math.ceilDiv(Math.addExact(reach, rows), tokensPerPage) + 1);
    }

    /** Tokens that a sequence can grow to within so many pages. */
    public int tokens(int pages, int rows) {
        return most(Integer.MAX_VALUE, rows) <= pages ? Integer.MAX_VALUE
                : (int) Math.clamp((long) pages * tokensPerPage, 0, Integer.MAX_VALUE);
    }
}
