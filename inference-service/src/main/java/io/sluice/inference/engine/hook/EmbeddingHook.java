package io.sluice.inference.engine.hook;

/**
 * Gives a sequence tokens of its own, and sees the vectors of the others. Extra token i has the id
 * {@code vocabularySize + i}; it takes a position like any other and is never an answer.
 */
public interface EmbeddingHook extends Hook {

    /** How many ids from the vocabulary's size on the sequence may hold; the same for as long as it lives. */
    int extraTokens();

    /** Writes the vector of an extra token to {@code [at, at + width)}, all of it. */
    void extra(int index, float[] values, int at);

    /**
     * Which extra tokens stand before the prompt of every sequence, where it is the hook of a whole model: so many of them, from
     * the first on.
     */
    default int opening() {
        return 0;
    }

    /** @param values the vector of a token of the vocabulary, may be changed in {@code [at, at + width)} */
    default void token(int token, int position, float[] values, int at) {
    }
}
