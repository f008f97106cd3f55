package io.sluice.selection.dataset;

import java.util.Arrays;

/** How often each length occurs; exact, and bounded since lengths are. */
final class LengthCount {

    private long[] counts = new long[1 << 10];
    private long rows;
    private long sum;

    void add(int length) {
        if (length >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(length + 1, counts.length * 2));
        }
        counts[length]++;
        rows++;
        sum += length;
    }

    Profile.Characters finish() {
        return rows == 0
                ? new Profile.Characters(0, 0, 0, 0, 0, 0)
                : new Profile.Characters(at(1), at((rows + 3) / 4), at((rows + 1) / 2), at((3 * rows + 3) / 4), at(rows), (double) sum / rows);
    }

    /** The length of the row that is so many-th when they are ordered by it, from 1. */
    private int at(long place) {
        long before = 0;
        int length = -1;
        while (before < place) {
            before += counts[++length];
        }
        return length;
    }
}
