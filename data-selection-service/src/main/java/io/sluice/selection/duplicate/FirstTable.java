package io.sluice.selection.duplicate;

import java.util.Arrays;

/** The least ordinal of each fingerprint: open addressing over plain longs, 24 bytes a slot, at most half full. */
final class FirstTable {

    private static final long FREE = -1;

    private long[] high;
    private long[] low;
    private long[] first;
    private int held;

    FirstTable() {
        allocate(1 << 10);
    }

    void clear() {
        Arrays.fill(first, FREE);
        held = 0;
    }

    void add(long keyHigh, long keyLow, long ordinal) {
        int slot = slot(keyHigh, keyLow);
        if (first[slot] == FREE) {
            high[slot] = keyHigh;
            low[slot] = keyLow;
            first[slot] = ordinal;
            if (++held * 2 > first.length) {
                grow();
            }
        } else {
            first[slot] = Math.min(first[slot], ordinal);
        }
    }

    /** Of a fingerprint that was added. */
    long first(long keyHigh, long keyLow) {
        return first[slot(keyHigh, keyLow)];
    }

    private int slot(long keyHigh, long keyLow) {
        int mask = first.length - 1;
        int slot = (int) keyLow & mask;
        while (first[slot] != FREE && (high[slot] != keyHigh || low[slot] != keyLow)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] oldFirst = first;
        allocate(oldFirst.length * 2);
        for (int i = 0; i < oldFirst.length; i++) {
            if (oldFirst[i] != FREE) {
                int slot = slot(oldHigh[i], oldLow[i]);
                high[slot] = oldHigh[i];
                low[slot] = oldLow[i];
                first[slot] = oldFirst[i];
            }
        }
    }

    private void allocate(int slots) {
        high = new long[slots];
        low = new long[slots];
        first = new long[slots];
        Arrays.fill(first, FREE);
    }
}
