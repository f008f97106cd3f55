package io.sluice.inference.engine;

/** Keys and values of one sequence. Used by one thread at a time. */
public interface KvCache extends AutoCloseable {

    /** Tokens held, which is also the position of the next token. */
    int length();

    /**
     * Forgets every token from {@code length} on.
     *
     * @param length {@link #shortest()} to {@link #length()}
     */
    void truncate(int length);

    /**
     * The shortest length to which this cache can be cut back, or at which it can be forked. 0 unless all layers have a
     * sliding window: before a pass, and by {@link #truncate}, pages are given back that lie wholly before the window of
     * the next position and the {@value #BACK} positions next to it.
     */
    int shortest();

    /** Tokens by which a cache can always be cut back from the longest that it was before a pass. */
    int BACK = 64;

    /** An independent cache with the same content, for another answer to the same prompt. */
    KvCache fork();

    /**
     * An independent cache with the first tokens of this one, for another sequence that begins alike. Pages are shared
     * until one of the two writes into them.
     *
     * @param firstTokens {@link #shortest()} to {@link #length()}
     * @param maxTokens   most tokens that the fork will ever hold, as in {@link LanguageModel#allocate}
     */
    KvCache fork(int firstTokens, int maxTokens);

    @Override
    void close();
}
