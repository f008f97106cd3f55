package io.sluice.inference.engine;

/** Keys and values of one sequence. Used by one thread at a time. */
public interface KvCache extends AutoCloseable {

    /** Tokens held, which is also the position of the next token. */
    int length();

    /** Forgets every token from {@code length} on. */
    void truncate(int length);

    /** An independent cache with the same content, for another answer to the same prompt. */
    KvCache fork();

    /**
     * An independent cache with the first tokens of this one, for another sequence that begins alike. Pages are shared
     * until one of the two writes into them.
     *
     * @param firstTokens 0 to {@link #length()}
     * @param maxTokens   most tokens that the fork will ever hold, as in {@link LanguageModel#allocate}
     */
    KvCache fork(int firstTokens, int maxTokens);

    @Override
    void close();
}
