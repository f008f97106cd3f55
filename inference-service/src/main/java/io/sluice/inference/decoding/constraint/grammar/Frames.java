package io.sluice.inference.decoding.constraint.grammar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of stacks of what is still to be read, as a tree from the top: each element once, with the stacks that may lie
 * below it; {@link #end} when the empty stack belongs to the set. Equal sets made by one {@link StackMachine} are one
 * object, so that 2^n stacks over n elements take n objects, and copying is sharing.
 *
 * <p>An element is {@code node << 36 | level << 28 | count}. Immutable.
 */
final class Frames {

    static final int COUNT_BITS = 28;
    static final int LEVEL_BITS = 8;

    final long[] elements;
    final Frames[] below;
    final boolean end;
    /** Bytes of the shortest text that empties one of the stacks. */
    final int bytes;
    private final int hash;
    /** What these stacks may read next; made by the machine when first asked for. */
    @Nullable Configuration expanded;

    Frames(long[] elements, Frames[] below, boolean end, int bytes) {
        this.elements = elements;
        this.below = below;
        this.end = end;
        this.bytes = bytes;
        int h = Arrays.hashCode(elements) * 31 + (end ? 1 : 0);
        for (Frames frames : below) {
            h = h * 31 + System.identityHashCode(frames);
        }
        this.hash = h;
    }

    static long element(int node, int level, int count) {
        return (long) node << COUNT_BITS + LEVEL_BITS | (long) level << COUNT_BITS | count;
    }

    static int node(long element) {
        return (int) (element >>> COUNT_BITS + LEVEL_BITS);
    }

    static int level(long element) {
        return (int) (element >>> COUNT_BITS) & (1 << LEVEL_BITS) - 1;
    }

    static int count(long element) {
        return (int) element & (1 << COUNT_BITS) - 1;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frames frames
                && frames.hash == hash
                && frames.end == end
                && Arrays.equals(frames.elements, elements)
                && sameObjects(frames.below, below);
    }

    static boolean sameObjects(Object[] a, Object[] b) {
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }
}
