package io.sluice.inference.decoding.constraint;

/**
 * What one answer may still say. Before each token the decoder asks {@link #allowed} and draws among those tokens only,
 * before any cut of its sampler; then it tells what was drawn with {@link #accept}. Whatever is drawn like that, the text
 * can always be completed, and within the tokens that were left.
 *
 * <p>Every call may throw {@link io.sluice.inference.decoding.constraint.grammar.ConstraintTooCostlyException}: then this
 * answer fails. A constraint and its forks belong to one thread at a time.
 */
public interface TokenConstraint {

    /** Words of a mask: one bit for each token id, {@code id % 64} of word {@code id / 64}. */
    int words();

    /**
     * Writes which tokens may come next; never none, unless {@link #isComplete}, when an end token exists. End tokens are
     * allowed exactly when {@link #mayEnd}.
     *
     * @param tokensLeft how many tokens the answer may still get, the next one included and an end token not counted; at
     *     least {@link #tokensToEnd} of this state, then it stays so
     * @param mask overwritten
     */
    void allowed(int tokensLeft, long[] mask);

    /**
     * The token was drawn. End tokens change nothing.
     *
     * @throws IllegalArgumentException when no allowed text goes on with this token; nothing has changed then
     */
    void accept(int token);

    /** Whether the token may come next, budget aside. */
    boolean allows(int token);

    /** Whether the answer is complete as it stands. */
    boolean mayEnd();

    /** Whether it is complete and nothing can follow: the decoder can stop without another pass. */
    boolean isComplete();

    /**
     * A number of tokens that certainly completes the answer from here, 0 when it may end.
     *
     * @param most beyond this the number is only a bound that is larger than {@code most}
     */
    int tokensToEnd(int most);

    /** A copy that goes its own way; takes no time. */
    TokenConstraint fork();
}
