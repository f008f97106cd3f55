package io.sluice.inference.decoding.constraint.grammar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a text stands in its grammar: terminals that are being read, each in a state from which at least one more byte
 * follows, with the stacks below; and whether the text may end here. Equal configurations made by one
 * {@link StackMachine} are one object. Treat as a value.
 */
public final class Configuration {

    /** {@code node << 32 | state of the terminal}, rising. */
    final long[] keys;
    final Frames[] below;
    private final boolean mayEnd;
    private final int bytes;
    private final int hash;
    /** Successors by byte, for those who walk one often; null until then. */
    @Nullable Configuration @Nullable [] successors;
    /** Fewest tokens of its canonical shortest text, -1 until computed. */
    int fewestTokens = -1;

    Configuration(long[] keys, Frames[] below, boolean mayEnd, int bytes) {
        this.keys = keys;
        this.below = below;
        this.mayEnd = mayEnd;
        this.bytes = bytes;
        int h = Arrays.hashCode(keys) * 31 + (mayEnd ? 1 : 0);
        for (Frames frames : below) {
            h = h * 31 + System.identityHashCode(frames);
        }
        this.hash = h;
    }

    static int node(long key) {
        return (int) (key >>> 32);
    }

    static int state(long key) {
        return (int) key;
    }

    /** Whether the text is complete as it stands. */
    public boolean mayEnd() {
        return mayEnd;
    }

    /** Whether nothing can follow. */
    public boolean isComplete() {
        return keys.length == 0;
    }

    /** Bytes of the shortest text that completes this one, 0 when it may end. */
    public int bytesToEnd() {
        return bytes;
    }

    /** How many terminals are being read at once. */
    public int size() {
        return keys.length;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Configuration that
                && that.hash == hash
                && that.mayEnd == mayEnd
                && Arrays.equals(that.keys, keys)
                && Frames.sameObjects(that.below, below);
    }
}
