package io.sluice.inference.engine;

/**
 * What the keys and values of a model's sequences take. A page is held by each cache that reads it and counted once.
 *
 * @param tokensPerPage positions of one sequence that a page holds
 * @param bytesPerPage  in all layers
 * @param pagesHeld     by caches that are open
 * @param pagesMax      that may be held
 */
public record KvMemory(int tokensPerPage, long bytesPerPage, int pagesHeld, int pagesMax) {

    public int pagesFree() {
        return Math.max(0, pagesMax - pagesHeld);
    }

    /** Pages of a sequence of so many tokens that shares none. */
    public int pages(int tokens) {
        return Math.ceilDiv(tokens, tokensPerPage);
    }
}
