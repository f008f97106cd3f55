package io.sluice.inference.decoding.constraint.vocabulary;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Tokens by their bytes, as a tree laid flat in depth-first order: the subtree of node {@code i} is {@code i} to
 * {@code end(i) - 1}, so a byte that does not fit is one jump past everything that begins with it. Several tokens of the
 * same bytes share a node. Immutable.
 */
public final class TokenTrie {

    private byte[] bytes = new byte[1024];
    private int[] ends = new int[1024];
    private short[] depths = new short[1024];
    private int[] firstToken = new int[1024];
    private final int[] tokens;
    private int size;
    private int deepest;

    /**
     * @param ids tokens to hold
     * @param spelling bytes of each id, not empty
     */
    TokenTrie(List<Integer> ids, byte[][] spelling) {
        Integer[] sorted = ids.toArray(Integer[]::new);
        Arrays.sort(sorted, Comparator.comparing((Integer id) -> spelling[id], Arrays::compareUnsigned)
                .thenComparing(Comparator.naturalOrder()));
        this.tokens = Arrays.stream(sorted).mapToInt(id -> id).toArray();
        int[] path = new int[1];
        node((byte) 0, 0, 0);
        int depth = 0;
        byte[] previous = {};
        for (int i = 0; i < tokens.length; i++) {
            byte[] text = spelling[tokens[i]];
            if (path.length <= text.length) {
                path = Arrays.copyOf(path, text.length + 1);
            }
            int common = Math.max(0, Arrays.mismatch(previous, text));
            boolean same = Arrays.equals(previous, text);
            int shared = same ? text.length : common;
            close(path, depth, shared);
            for (int d = shared; d < text.length; d++) {
                path[d + 1] = node(text[d], d + 1, i);
            }
            depth = text.length;
            deepest = Math.max(deepest, depth);
            previous = text;
        }
        close(path, depth, -1);
        firstToken[size] = tokens.length;
    }

    private void close(int[] path, int depth, int keep) {
        for (int d = depth; d > keep; d--) {
            ends[path[d]] = size;
        }
    }

    private int node(byte value, int depth, int token) {
        if (size + 1 == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2 + 2);
            ends = Arrays.copyOf(ends, size * 2 + 2);
            depths = Arrays.copyOf(depths, size * 2 + 2);
            firstToken = Arrays.copyOf(firstToken, size * 2 + 2);
        }
        bytes[size] = value;
        depths[size] = (short) depth;
        firstToken[size] = token;
        return size++;
    }

    public int size() {
        return size;
    }

    /** The byte that leads to the node, 0 to 255. */
    public int value(int node) {
        return bytes[node] & 255;
    }

    /** One past the last node of the subtree. */
    public int end(int node) {
        return ends[node];
    }

    public int depth(int node) {
        return depths[node];
    }

    /** Bytes of the longest token. */
    public int deepest() {
        return deepest;
    }

    public boolean hasTokens(int node) {
        return firstToken[node + 1] > firstToken[node] && node > 0;
    }

    /** Sets the bits of the tokens that end at the node. */
    public void mark(int node, long[] mask) {
        for (int i = firstToken[node]; i < firstToken[node + 1]; i++) {
            mask[tokens[i] >> 6] |= 1L << tokens[i];
        }
    }

    /** The lowest token that ends at the node, or -1. */
    public int token(int node) {
        return hasTokens(node) ? tokens[firstToken[node]] : -1;
    }

    /** The node that this byte leads to, or -1. */
    public int child(int node, int value) {
        for (int p = node + 1; p < ends[node]; p = ends[p]) {
            if ((bytes[p] & 255) == value) {
                return p;
            }
        }
        return -1;
    }

    /** Reads every token below {@code from} with the terminal, which stands in {@code state} there. */
    void walk(int from, Terminal terminal, int state, TrieWalk result) {
        int base = depths[from];
        int[] states = result.states(deepest - base + 1);
        states[0] = state;
        int stop = ends[from];
        int p = from + 1;
        long visited = 0;
        while (p < stop) {
            visited++;
            int depth = depths[p] - base;
            int next = terminal.next(states[depth - 1], bytes[p] & 255);
            if (next == Terminal.DEAD) {
                p = ends[p];
                continue;
            }
            states[depth] = next;
            if (firstToken[p + 1] > firstToken[p]) {
                result.hit(p, terminal.remaining(next));
            }
            if (ends[p] > p + 1 && terminal.accepts(next)) {
                result.exit(p);
            }
            p++;
        }
        result.visited(visited);
    }
}
