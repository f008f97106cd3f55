package io.sluice.inference.decoding.constraint.vocabulary;

import java.util.Arrays;

/** What a walk through the trie found. Reused from walk to walk; not thread-safe. */
public final class TrieWalk {

    private int[] states = new int[0];
    private int[] hits = new int[256];
    private int[] remaining = new int[256];
    private int[] exits = new int[16];
    private int hitCount;
    private int exitCount;
    private int remainingMax;
    private long visited;

    void clear() {
        hitCount = 0;
        exitCount = 0;
        remainingMax = Integer.MIN_VALUE;
        visited = 0;
    }

    int[] states(int depth) {
        if (states.length < depth) {
            states = new int[depth];
        }
        return states;
    }

    void hit(int node, int left) {
        if (hitCount == hits.length) {
            hits = Arrays.copyOf(hits, hitCount * 2);
            remaining = Arrays.copyOf(remaining, hitCount * 2);
        }
        remaining[hitCount] = left;
        hits[hitCount++] = node;
        remainingMax = Math.max(remainingMax, left);
    }

    /** Bytes to the terminal's end after the tokens of a hit. */
    int remaining(int index) {
        return remaining[index];
    }

    void exit(int node) {
        if (exitCount == exits.length) {
            exits = Arrays.copyOf(exits, exitCount * 2);
        }
        exits[exitCount++] = node;
    }

    void visited(long nodes) {
        visited += nodes;
    }

    int hits() {
        return hitCount;
    }

    int hit(int index) {
        return hits[index];
    }

    /** Nodes at which the terminal's text may end while tokens go on. */
    public int[] exits() {
        return Arrays.copyOf(exits, exitCount);
    }

    /** The largest {@code remaining} of the terminal after a token that was found, {@link Integer#MIN_VALUE} when none was. */
    public int remainingMax() {
        return remainingMax;
    }

    public long visited() {
        return visited;
    }
}
