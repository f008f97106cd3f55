package io.sluice.inference.decoding.constraint.automaton;

import java.util.ArrayDeque;
import java.util.Arrays;

/** Hopcroft's refinement: states stand in one array, the states of a block side by side. */
final class Partition {

    private final int states;
    private final int classes;
    private final int[] sourcesFrom;
    private final int[] sources;
    private final int[] order;
    private final int[] placeOf;
    private final int[] blockOf;
    private final int[] first;
    private final int[] size;
    private final int[] marked;
    private int blocks;

    Partition(int states, int classes, int[] table, boolean[] accepting) {
        this.states = states;
        this.classes = classes;
        this.sourcesFrom = new int[states * classes + 1];
        this.sources = new int[states * classes];
        invert(table);
        this.order = new int[states];
        this.placeOf = new int[states];
        this.blockOf = new int[states];
        this.first = new int[states];
        this.size = new int[states];
        this.marked = new int[states];
        int place = 0;
        for (boolean side : new boolean[] {true, false}) {
            int begin = place;
            for (int state = 0; state < states; state++) {
                if (accepting[state] == side) {
                    put(state, place++, blocks);
                }
            }
            if (place > begin) {
                first[blocks] = begin;
                size[blocks++] = place - begin;
            }
        }
    }

    /** The block of each state once no block can be split. */
    int[] refine() {
        boolean[] waiting = new boolean[states * classes];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (int block = 0; block < blocks; block++) {
            for (int c = 0; c < classes; c++) {
                open.add(block * classes + c);
                waiting[block * classes + c] = true;
            }
        }
        int[] touched = new int[states];
        while (!open.isEmpty()) {
            int splitter = open.remove();
            waiting[splitter] = false;
            int count = mark(splitter / classes, splitter % classes, touched);
            for (int i = 0; i < count; i++) {
                split(touched[i], waiting, open);
            }
        }
        return blockOf;
    }

    private void invert(int[] table) {
        for (int i = 0; i < table.length; i++) {
            sourcesFrom[table[i] * classes + i % classes + 1]++;
        }
        for (int i = 0; i < states * classes; i++) {
            sourcesFrom[i + 1] += sourcesFrom[i];
        }
        int[] fill = Arrays.copyOf(sourcesFrom, states * classes);
        for (int i = 0; i < table.length; i++) {
            sources[fill[table[i] * classes + i % classes]++] = i / classes;
        }
    }

    private void put(int state, int place, int block) {
        order[place] = state;
        placeOf[state] = place;
        blockOf[state] = block;
    }

    /** Moves the states that go into the block on that class to the front of theirs. */
    private int mark(int block, int c, int[] touched) {
        int count = 0;
        int[] members = Arrays.copyOfRange(order, first[block], first[block] + size[block]);
        for (int member : members) {
            for (int i = sourcesFrom[member * classes + c]; i < sourcesFrom[member * classes + c + 1]; i++) {
                int state = sources[i];
                int home = blockOf[state];
                if (marked[home] == 0) {
                    touched[count++] = home;
                }
                int to = first[home] + marked[home]++;
                int other = order[to];
                order[placeOf[state]] = other;
                placeOf[other] = placeOf[state];
                order[to] = state;
                placeOf[state] = to;
            }
        }
        return count;
    }

    private void split(int block, boolean[] waiting, ArrayDeque<Integer> open) {
        int moved = marked[block];
        marked[block] = 0;
        if (moved == size[block]) {
            return;
        }
        int fresh = blocks++;
        boolean movedIsSmaller = moved <= size[block] - moved;
        if (movedIsSmaller) {
            first[fresh] = first[block];
            size[fresh] = moved;
            first[block] += moved;
            size[block] -= moved;
        } else {
            first[fresh] = first[block] + moved;
            size[fresh] = size[block] - moved;
            size[block] = moved;
        }
        for (int i = first[fresh]; i < first[fresh] + size[fresh]; i++) {
            blockOf[order[i]] = fresh;
        }
        for (int c = 0; c < classes; c++) {
            int key = fresh * classes + c;
            if (!waiting[key]) {
                waiting[key] = true;
                open.add(key);
            }
        }
    }
}
