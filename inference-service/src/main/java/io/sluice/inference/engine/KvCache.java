package io.sluice.inference.engine;

/** Keys and values of one sequence. Used by one thread at a time. */
public interface KvCache extends AutoCloseable {

    /** Tokens held, which is also the position of the next token. */
    int length();

    /** Forgets every token from {@code length} on. */
    void truncate(int length);

    /** An independent cache with the same content, for another answer to the same prompt. */
    KvCache fork();

    @Override
    void close();
}
