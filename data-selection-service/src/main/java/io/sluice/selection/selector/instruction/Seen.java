package io.sluice.selection.selector.instruction;

/** A set of hashes that is emptied at no cost. One thread at a time. */
final class Seen {

    private int[] hashes = new int[256];
    private int[] round = new int[256];
    private int now = 1;
    private int size;

    /** @return whether it was not in the set */
    boolean add(int hash) {
        if (2 * size >= hashes.length) {
            grow();
        }
        int at = place(hash);
        if (round[at] == now) {
            return false;
        }
        hashes[at] = hash;
        round[at] = now;
        size++;
        return true;
    }

    boolean has(int hash) {
        return round[place(hash)] == now;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        if (++now == 0) {
            round = new int[round.length];
            now = 1;
        }
    }

    private int place(int hash) {
        int mask = hashes.length - 1;
        int at = (hash * 0x9e3779b1 ^ hash >>> 16) & mask;
        while (round[at] == now && hashes[at] != hash) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldHashes = hashes;
        int[] oldRound = round;
        hashes = new int[2 * oldHashes.length];
        round = new int[hashes.length];
        size = 0;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldRound[i] == now) {
                add(oldHashes[i]);
            }
        }
    }
}
