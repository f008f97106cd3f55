package io.sluice.inference.batching;

import io.sluice.inference.decoding.constraint.TokenConstraint;
import java.util.Arrays;

/** Keeps one answer to its format: what breaks it, or could not be completed in the tokens that are left, is not drawn. */
final class FormatKeeper {

    /** From so many tokens above the fewest that complete the answer, it is looked at whether the limit changed anything. */
    private static final int NEAR = 32;

    private final TokenConstraint constraint;
    private final long[] mask;
    private final long[] unlimited;
    private float[] kept = new float[0];
    private boolean cut;

    /** @param constraint at the beginning of the answer; not changed */
    FormatKeeper(TokenConstraint constraint) {
        this.constraint = constraint.fork();
        this.mask = new long[constraint.words()];
        this.unlimited = new long[constraint.words()];
    }

    /** Goes on from here by itself. */
    FormatKeeper fork() {
        return new FormatKeeper(constraint);
    }

    /**
     * The logits with minus infinity for tokens that may not come next.
     *
     * @param logits     raw logits; not changed
     * @param tokensLeft tokens that the answer may still get, at least 1
     * @return valid until the next call
     */
    float[] kept(float[] logits, int tokensLeft) {
        constraint.allowed(tokensLeft, mask);
        if (!cut && tokensLeft - constraint.tokensToEnd(tokensLeft) <= NEAR) {
            constraint.allowed(Integer.MAX_VALUE, unlimited);
            cut = !Arrays.equals(mask, unlimited);
        }
        if (kept.length != logits.length) {
            kept = new float[logits.length];
        }
        for (int id = 0; id < logits.length; id++) {
            boolean allowed = id >> 6 < mask.length && (mask[id >> 6] >>> id & 1) != 0;
            kept[id] = allowed ? logits[id] : Float.NEGATIVE_INFINITY;
        }
        return kept;
    }

    /** The token was drawn. */
    void wrote(int token) {
        constraint.accept(token);
    }

    /** Complete, and nothing may follow. */
    boolean complete() {
        return constraint.isComplete();
    }

    /** Whether the limit on tokens kept out what the format alone would have let in: the answer was brought to an end. */
    boolean cut() {
        return cut;
    }
}
