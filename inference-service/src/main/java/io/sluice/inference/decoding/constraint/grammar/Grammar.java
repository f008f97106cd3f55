package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Terminal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A grammar as numbered nodes, checked: it holds at least one finite text and has no left recursion. Immutable.
 *
 * <p>Each node knows the bytes of its shortest text and how many levels of nesting that text has ({@link ShortestTexts}).
 * Options that hold no finite text, or none within the levels that are left, are never entered; so whatever is entered can
 * be finished.
 */
public final class Grammar {

    static final int NODES_LIMIT = 1_000_000;
    /** Levels are counted in 8 bits of a stack's element. */
    private static final int LEVELS_LIMIT = 255;

    private final Node[] nodes;
    private final int[][] children;
    private final int[] bytes;
    private final int[] levels;
    private final int levelsMax;

    private Grammar(List<Node> nodes, List<int[]> children, int levelsMax) {
        this.nodes = nodes.toArray(Node[]::new);
        this.children = children.toArray(int[][]::new);
        this.levelsMax = levelsMax;
        ShortestTexts shortest = new ShortestTexts(this.nodes, this.children);
        this.bytes = shortest.bytes();
        this.levels = shortest.levels();
    }

    /**
     * @param levelsMax levels of {@link Node.Nested} that a text may have, 1 to 255
     * @throws ConstraintRefusedException when no finite text fits, the grammar is left-recursive or too large
     */
    public static Grammar of(Node root, int levelsMax) {
        if (levelsMax < 1 || levelsMax > LEVELS_LIMIT) {
            throw new IllegalArgumentException("levels " + levelsMax);
        }
        List<Node> nodes = new ArrayList<>();
        Map<Node, Integer> numbers = new IdentityHashMap<>();
        ArrayDeque<Node> open = new ArrayDeque<>();
        number(root, nodes, numbers, open);
        while (!open.isEmpty()) {
            for (Node child : parts(open.remove())) {
                number(child, nodes, numbers, open);
            }
        }
        List<int[]> children = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            children.add(parts(node).stream().mapToInt(numbers::get).toArray());
        }
        Grammar grammar = new Grammar(nodes, children, levelsMax);
        grammar.checkRepetitions();
        if (grammar.bytes[0] == ShortestTexts.NONE) {
            throw new ConstraintRefusedException("", "no text of finite length satisfies the constraint");
        }
        if (grammar.bytes[0] > ShortestTexts.LONGEST) {
            throw new ConstraintRefusedException("", "the shortest text that satisfies the constraint is too long");
        }
        if (!grammar.fits(0, 0)) {
            throw new ConstraintRefusedException("", "the constraint asks for more than " + levelsMax + " levels of nesting");
        }
        new LeftRecursion(grammar).check();
        return grammar;
    }

    private void checkRepetitions() {
        for (int id = 0; id < nodes.length; id++) {
            if (nodes[id] instanceof Node.Repetition && nullable(children[id][0])) {
                throw new IllegalArgumentException("a repeated part may be empty");
            }
        }
    }

    private static void number(Node node, List<Node> nodes, Map<Node, Integer> numbers, ArrayDeque<Node> open) {
        if (numbers.putIfAbsent(node, nodes.size()) == null) {
            if (nodes.size() == NODES_LIMIT) {
                throw new ConstraintRefusedException("", "the constraint has more than " + NODES_LIMIT + " parts");
            }
            nodes.add(node);
            open.add(node);
        }
    }

    private static List<Node> parts(Node node) {
        return switch (node) {
            case Node.Text text -> List.of();
            case Node.Nothing nothing -> List.of();
            case Node.Sequence sequence -> List.of(sequence.first(), sequence.second());
            case Node.Choice choice -> choice.options();
            case Node.Repetition repetition -> List.of(repetition.body());
            case Node.Nested nested -> List.of(nested.body());
            case Node.Rule rule -> List.of(rule.body());
        };
    }

    int size() {
        return nodes.length;
    }

    Node node(int id) {
        return nodes[id];
    }

    int[] children(int id) {
        return children[id];
    }

    Terminal terminal(int id) {
        return ((Node.Text) nodes[id]).terminal();
    }

    /** Bytes of the node's shortest text, {@link ShortestTexts#NONE} when there is none. */
    int bytes(int id) {
        return bytes[id];
    }

    boolean nullable(int id) {
        return bytes[id] == 0;
    }

    /** Whether the node's shortest text exists, is not too long and has room below this level. */
    boolean fits(int id, int level) {
        return bytes[id] <= ShortestTexts.LONGEST && levels[id] <= levelsMax - level;
    }

    /** Every byte that some text of the grammar may hold. */
    public Set<Integer> alphabet() {
        Set<Integer> bytes = new TreeSet<>();
        Set<Terminal> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node node : nodes) {
            if (node instanceof Node.Text text && seen.add(text.terminal())) {
                text.terminal().addAlphabet(bytes);
            }
        }
        return bytes;
    }
}
