package io.sluice.inference.decoding.constraint.vocabulary;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a terminal can read whole from one of its states, and the nodes of the trie where it may end within a
 * longer token: what follows there is up to the stack. Immutable.
 */
public final class TerminalTokens {

    /**
     * Tokens that are not plain.
     *
     * @param gain how much farther from its end these leave the terminal, in bytes, at most; negative: nearer
     */
    record Group(int gain, int @Nullable [] few, long @Nullable [] many) {

        static Group of(int gain, long[] mask) {
            int count = 0;
            for (long word : mask) {
                count += Long.bitCount(word);
            }
            if (count > mask.length) {
                return new Group(gain, null, mask);
            }
            int[] few = new int[count];
            int next = 0;
            for (int i = 0; i < mask.length; i++) {
                for (long word = mask[i]; word != 0; word &= word - 1) {
                    few[next++] = i * 64 + Long.numberOfTrailingZeros(word);
                }
            }
            return new Group(gain, few, null);
        }

        void mark(long[] mask) {
            if (many != null) {
                add(many, mask);
            } else if (few != null) {
                for (int token : few) {
                    mask[token >> 6] |= 1L << token;
                }
            }
        }
    }

    private final List<Group> groups;
    private final long @Nullable [] plain;
    private final int[] exits;

    /** @param groups by rising gain */
    TerminalTokens(List<Group> groups, int[] exits) {
        this(groups, null, exits);
    }

    private TerminalTokens(List<Group> groups, long @Nullable [] plain, int[] exits) {
        this.groups = groups;
        this.plain = plain;
        this.exits = exits;
    }

    /** These and a run of plain tokens, none of which leads farther from the end. */
    TerminalTokens and(long[] plain) {
        return new TerminalTokens(groups, plain, exits);
    }

    public boolean hasPlain() {
        return plain != null;
    }

    /** Sets the bits of the plain tokens. */
    public void markPlain(long[] mask) {
        if (plain != null) {
            add(plain, mask);
        }
    }

    /** Sets the bits of the tokens that surely leave at most {@code gain} bytes more in {@code near}, of others in {@code far}. */
    public void mark(long gain, long[] near, long[] far) {
        if (plain != null) {
            add(plain, gain >= 0 ? near : far);
        }
        for (Group group : groups) {
            group.mark(group.gain <= gain ? near : far);
        }
    }

    /** The largest gain of a token, {@link Integer#MIN_VALUE} when there is none. */
    public int gain() {
        int walked = groups.isEmpty() ? Integer.MIN_VALUE : groups.getLast().gain;
        return plain == null ? walked : Math.max(0, walked);
    }

    /** Not to be changed. */
    public int[] exits() {
        return exits;
    }

    private static void add(long[] bits, long[] mask) {
        for (int i = 0; i < bits.length; i++) {
            mask[i] |= bits[i];
        }
    }

    int bytes() {
        int bytes = 64 + 4 * exits.length;
        for (Group group : groups) {
            bytes += 32 + (group.many != null ? 8 * group.many.length : 0) + (group.few != null ? 4 * group.few.length : 0);
        }
        return bytes;
    }

    /** Gains beyond the first {@code most} distinct ones go into one group, by the largest. */
    static int[] steps(int[] gains, int most) {
        int[] distinct = Arrays.stream(gains).sorted().distinct().toArray();
        if (distinct.length <= most) {
            return distinct;
        }
        int[] steps = Arrays.copyOf(distinct, most);
        steps[most - 1] = distinct[distinct.length - 1];
        return steps;
    }
}
