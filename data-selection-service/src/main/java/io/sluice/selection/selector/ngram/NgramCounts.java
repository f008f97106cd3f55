package io.sluice.selection.selector.ngram;

import io.sluice.selection.selector.Draws;

/**
 * How often every run of one to n symbols stands in some texts. A run is known by a 64-bit hash that grows to the left: the
 * run without its first symbol is the hash before, and the run without its last symbol is the one that ended a position
 * earlier. Two of a million runs share a hash with a chance of one in ten million.
 */
final class NgramCounts {

    /** The empty run, which is the context of single symbols. */
    static final long EMPTY = 0x51a1ce;

    private final int order;
    private long[] keys = new long[1 << 10];
    private int[] count = new int[keys.length];
    private int[] followed = new int[keys.length];
    private int[] kinds = new int[keys.length];
    private int size;
    private long[] before;
    private long[] now;

    NgramCounts(int order) {
        this.order = order;
        this.before = new long[order + 1];
        this.now = new long[order + 1];
        slot(EMPTY);
    }

    static long longer(long key, int symbol) {
        long joined = Draws.mix(key * 31 + symbol + 0x9e3779b97f4a7c15L);
        return joined == 0 ? 1 : joined;
    }

    void add(int[] symbols, int length) {
        before[0] = EMPTY;
        now[0] = EMPTY;
        for (int i = 0; i < length; i++) {
            int last = Math.min(order, i + 1);
            for (int k = 1; k <= last; k++) {
                now[k] = longer(now[k - 1], symbols[i - k + 1]);
                reserve();
                int at = slot(now[k]);
                int of = slot(before[k - 1]);
                if (count[at]++ == 0) {
                    kinds[of]++;
                }
                followed[of]++;
            }
            long[] swap = before;
            before = now;
            now = swap;
        }
    }

    int size() {
        return size;
    }

    int capacity() {
        return keys.length;
    }

    /** 0 where there is none. */
    long key(int slot) {
        return keys[slot];
    }

    /** How often the run stands there. */
    int count(long key) {
        return count[slot(key)];
    }

    /** How often something follows the run. */
    int followed(long key) {
        return followed[slot(key)];
    }

    /** How many different symbols follow it. */
    int kinds(long key) {
        return kinds[slot(key)];
    }

    private void reserve() {
        if (2 * (size + 2) <= keys.length) {
            return;
        }
        long[] oldKeys = keys;
        int[] oldCount = count;
        int[] oldFollowed = followed;
        int[] oldKinds = kinds;
        keys = new long[2 * oldKeys.length];
        count = new int[keys.length];
        followed = new int[keys.length];
        kinds = new int[keys.length];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = slot(oldKeys[i]);
                count[at] = oldCount[i];
                followed[at] = oldFollowed[i];
                kinds[at] = oldKinds[i];
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int at = (int) key & mask;
        while (keys[at] != key) {
            if (keys[at] == 0) {
                keys[at] = key;
                size++;
                return at;
            }
            at = at + 1 & mask;
        }
        return at;
    }
}
