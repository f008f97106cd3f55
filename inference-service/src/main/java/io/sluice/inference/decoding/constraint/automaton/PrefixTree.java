package io.sluice.inference.decoding.constraint.automaton;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.util.automaton.Automaton;

/** A finite set of texts as a tree of code points. */
final class PrefixTree {

    private final List<SortedMap<Integer, Integer>> children = new ArrayList<>();
    private final List<Boolean> ends = new ArrayList<>();

    PrefixTree() {
        node();
    }

    void add(String text) {
        int node = 0;
        for (int point : text.codePoints().toArray()) {
            Integer child = children.get(node).get(point);
            if (child == null) {
                child = node();
                children.get(node).put(point, child);
            }
            node = child;
        }
        ends.set(node, true);
    }

    Automaton automaton() {
        Automaton automaton = new Automaton();
        for (int node = 0; node < children.size(); node++) {
            automaton.createState();
            automaton.setAccept(node, ends.get(node));
        }
        for (int node = 0; node < children.size(); node++) {
            for (var edge : children.get(node).entrySet()) {
                automaton.addTransition(node, edge.getValue(), edge.getKey());
            }
        }
        automaton.finishState();
        return automaton;
    }

    private int node() {
        children.add(new TreeMap<>());
        ends.add(false);
        return ends.size() - 1;
    }
}
