package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;

/** Looks for a node that can be reached from itself without reading a byte: expanding it would never end. */
final class LeftRecursion {

    private final Grammar grammar;
    private final byte[] colour;
    private final int[] path;
    private final int[] place;

    LeftRecursion(Grammar grammar) {
        this.grammar = grammar;
        this.colour = new byte[grammar.size()];
        this.path = new int[grammar.size()];
        this.place = new int[grammar.size()];
    }

    /** @throws ConstraintRefusedException naming a rule on the cycle */
    void check() {
        for (int root = 0; root < grammar.size(); root++) {
            if (colour[root] == 0) {
                visit(root);
            }
        }
    }

    /** Depth first with its own stack: grammars may be a million nodes deep. */
    private void visit(int root) {
        int depth = 0;
        path[0] = root;
        place[0] = 0;
        colour[root] = 1;
        while (depth >= 0) {
            int id = path[depth];
            int next = leftChild(id, place[depth]++);
            if (next < 0) {
                colour[id] = 2;
                depth--;
            } else if (colour[next] == 1) {
                throw new ConstraintRefusedException("", "left recursion" + name(next, depth));
            } else if (colour[next] == 0) {
                colour[next] = 1;
                path[++depth] = next;
                place[depth] = 0;
            }
        }
    }

    private int leftChild(int id, int index) {
        int[] parts = grammar.children(id);
        boolean further = !(grammar.node(id) instanceof Node.Sequence) || index == 0 || grammar.nullable(parts[0]);
        return index < parts.length && further ? parts[index] : -1;
    }

    private String name(int cycleStart, int depth) {
        for (int i = depth; i >= 0; i--) {
            if (grammar.node(path[i]) instanceof Node.Rule rule) {
                return " in rule " + rule.name();
            }
            if (path[i] == cycleStart) {
                break;
            }
        }
        return "";
    }
}
