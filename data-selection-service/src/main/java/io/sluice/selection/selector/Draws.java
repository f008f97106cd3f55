package io.sluice.selection.selector;

import io.sluice.selection.row.Row;
import java.util.SplittableRandom;

/** Chance that belongs to a row: the same in every shard, thread and replica, since it follows from seed and text alone. */
public final class Draws {

    private static final long PRIME = 0x100000001b3L;
    private static final long ODD = 0x9e3779b97f4a7c15L;

    private Draws() {
    }

    /** Evenly from (0, 1), never 0 or 1. Rows with the same prompt and response draw the same. */
    public static double uniform(long seed, Row row) {
        long hash = text(text(mix(seed), row.prompt()) ^ 0xff, row.response());
        return ((mix(hash) >>> 11) + 0.5) * 0x1p-53;
    }

    /**
     * Chance for the row at this place. Starts are mixed: a {@link SplittableRandom} counts up by a constant, so that starts a
     * multiple of it apart would give neighbouring rows the same numbers, moved by one.
     */
    public static SplittableRandom at(long seed, long ordinal) {
        return new SplittableRandom(mix(mix(seed) + ODD * ordinal));
    }

    private static long text(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return hash ^ hash >>> 32;
    }

    /** SplitMix64's finaliser: every bit of the result hangs on every bit of the argument. */
    public static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
