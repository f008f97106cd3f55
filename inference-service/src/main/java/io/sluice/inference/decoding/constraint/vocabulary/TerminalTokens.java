package io.sluice.inference.decoding.constraint.vocabulary;

import org.jspecify.annotations.Nullable;

/**
 * The tokens that a terminal can read whole from one of its states, and the nodes of the trie where it may end within a
 * longer token: what follows there is up to the stack. Immutable.
 */
public final class TerminalTokens {

    private final int @Nullable [] few;
    private final long @Nullable [] many;
    private final long @Nullable [] plain;
    private final int[] exits;
    private final int gain;

    TerminalTokens(int @Nullable [] few, long @Nullable [] many, int[] exits, int gain) {
        this(few, many, null, exits, gain);
    }

    private TerminalTokens(
            int @Nullable [] few, long @Nullable [] many, long @Nullable [] plain, int[] exits, int gain) {
        this.few = few;
        this.many = many;
        this.plain = plain;
        this.exits = exits;
        this.gain = gain;
    }

    /** These and a run of plain tokens, none of which leads farther from the end. */
    TerminalTokens and(long[] plain) {
        return new TerminalTokens(few, many, plain, exits, Math.max(gain, 0));
    }

    /** Sets the bits of the tokens. */
    public void mark(long[] mask) {
        if (plain != null) {
            add(plain, mask);
        }
        if (many != null) {
            add(many, mask);
        } else if (few != null) {
            for (int token : few) {
                mask[token >> 6] |= 1L << token;
            }
        }
    }

    private static void add(long[] bits, long[] mask) {
        for (int i = 0; i < bits.length; i++) {
            mask[i] |= bits[i];
        }
    }

    public int[] exits() {
        return exits;
    }

    /** How much farther from its end a token can leave the terminal, in bytes; negative when every token brings it nearer. */
    public int gain() {
        return gain;
    }

    public boolean isEmpty() {
        return plain == null && few != null && few.length == 0;
    }

    int bytes() {
        return 64 + 4 * exits.length + (many != null ? 8 * many.length : 0) + (few != null ? 4 * few.length : 0);
    }
}
