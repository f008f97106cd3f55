package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * The least {@code (bytes, levels)} of a text for every node, in this order: a fixed point from above, where a choice takes
 * its least option, a sequence adds bytes and takes the larger number of levels (Knuth 1977, "A generalization of
 * Dijkstra's algorithm"; here by a work list, since bytes fall and are bounded below).
 */
final class ShortestTexts {

    static final int NONE = Integer.MAX_VALUE;
    /** Above this a text counts as too long. */
    static final int LONGEST = 1 << 18;

    private final Node[] nodes;
    private final int[][] children;
    private final int[] bytes;
    private final int[] levels;

    ShortestTexts(Node[] nodes, int[][] children) {
        this.nodes = nodes;
        this.children = children;
        this.bytes = new int[nodes.length];
        this.levels = new int[nodes.length];
        Arrays.fill(bytes, NONE);
        run();
    }

    int[] bytes() {
        return bytes;
    }

    int[] levels() {
        return levels;
    }

    private void run() {
        int[][] parents = parents();
        ArrayDeque<Integer> open = new ArrayDeque<>();
        boolean[] waiting = new boolean[nodes.length];
        for (int id = nodes.length - 1; id >= 0; id--) {
            open.add(id);
            waiting[id] = true;
        }
        while (!open.isEmpty()) {
            int id = open.remove();
            waiting[id] = false;
            if (improve(id)) {
                for (int parent : parents[id]) {
                    if (!waiting[parent]) {
                        waiting[parent] = true;
                        open.add(parent);
                    }
                }
            }
        }
    }

    private int[][] parents() {
        int[] count = new int[nodes.length];
        for (int[] parts : children) {
            for (int child : parts) {
                count[child]++;
            }
        }
        int[][] parents = new int[nodes.length][];
        for (int id = 0; id < nodes.length; id++) {
            parents[id] = new int[count[id]];
        }
        for (int id = 0; id < nodes.length; id++) {
            for (int child : children[id]) {
                parents[child][--count[child]] = id;
            }
        }
        return parents;
    }

    private boolean improve(int id) {
        int[] parts = children[id];
        return switch (nodes[id]) {
            case Node.Text(Terminal terminal) -> set(id, terminal.remaining(terminal.start()), 0);
            case Node.Nothing nothing -> set(id, 0, 0);
            case Node.Sequence sequence ->
                bytes[parts[0]] != NONE && bytes[parts[1]] != NONE
                        && set(id, (long) bytes[parts[0]] + bytes[parts[1]], Math.max(levels[parts[0]], levels[parts[1]]));
            case Node.Choice choice -> {
                boolean better = false;
                for (int option : parts) {
                    better |= bytes[option] != NONE && set(id, bytes[option], levels[option]);
                }
                yield better;
            }
            case Node.Repetition repetition -> repetition.least() == 0
                    ? set(id, 0, 0)
                    : bytes[parts[0]] != NONE
                            && set(id, (long) bytes[parts[0]] * repetition.least(), levels[parts[0]]);
            case Node.Nested nested -> bytes[parts[0]] != NONE && set(id, bytes[parts[0]], levels[parts[0]] + 1);
            case Node.Rule rule -> bytes[parts[0]] != NONE && set(id, bytes[parts[0]], levels[parts[0]]);
        };
    }

    private boolean set(int id, long newBytes, int newLevels) {
        int capped = (int) Math.min(newBytes, LONGEST + 1L);
        if (capped < bytes[id] || capped == bytes[id] && newLevels < levels[id]) {
            bytes[id] = capped;
            levels[id] = newLevels;
            return true;
        }
        return false;
    }
}
