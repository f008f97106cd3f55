package io.sluice.selection.duplicate;

import java.util.Arrays;

/**
 * For each value of a band, the rows that stand for all that had it: at most four that are not alike. A row is held against
 * those only, so that a value which a million rows share costs four million comparisons and not half a trillion.
 */
final class Leaders {

    private static final int FREE = -1;
    private static final int LEADERS_MAX = 4;

    private long[] keys = new long[1 << 10];
    private int[] rows = new int[1 << 10];
    private int held;

    /** Whether two rows are the same for our purpose; joins them where they are. */
    @FunctionalInterface
    interface Alike {
        boolean join(int one, int other);
    }

    Leaders() {
        Arrays.fill(rows, FREE);
    }

    void clear() {
        Arrays.fill(rows, FREE);
        held = 0;
    }

    void meet(long key, int row, Alike alike) {
        int mask = rows.length - 1;
        int slot = home(key) & mask;
        int met = 0;
        while (rows[slot] != FREE) {
            if (keys[slot] == key) {
                if (alike.join(rows[slot], row) || ++met == LEADERS_MAX) {
                    return;
                }
            }
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        rows[slot] = row;
        if (++held * 2 > rows.length) {
            grow();
        }
    }

    static int home(long key) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldRows = rows;
        keys = new long[oldRows.length * 2];
        rows = new int[oldRows.length * 2];
        Arrays.fill(rows, FREE);
        int mask = rows.length - 1;
        for (int i = 0; i < oldRows.length; i++) {
            if (oldRows[i] != FREE) {
                int slot = home(oldKeys[i]) & mask;
                while (rows[slot] != FREE) {
                    slot = slot + 1 & mask;
                }
                keys[slot] = oldKeys[i];
                rows[slot] = oldRows[i];
            }
        }
    }
}
