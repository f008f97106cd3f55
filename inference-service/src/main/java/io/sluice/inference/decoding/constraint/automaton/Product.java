package io.sluice.inference.decoding.constraint.automaton;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/** What two automata both read, paying {@link Work} for every pair of transitions that is looked at. */
final class Product {

    private final Automaton left;
    private final Automaton right;
    private final Work work;
    private final Automaton both = new Automaton();
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final ArrayDeque<Long> open = new ArrayDeque<>();

    private Product(Automaton left, Automaton right, Work work) {
        this.left = left;
        this.right = right;
        this.work = work;
    }

    /**
     * @param right deterministic
     * @throws ConstraintRefusedException when it takes too much work
     */
    static Automaton of(Automaton left, Automaton right, Work work) {
        return new Product(left, right, work).run();
    }

    private Automaton run() {
        if (left.getNumStates() == 0 || right.getNumStates() == 0) {
            return both;
        }
        number(0, 0);
        for (Long pair = open.poll(); pair != null; pair = open.poll()) {
            expand(numbers.get(pair), (int) (pair >> 32), pair.intValue());
        }
        both.finishState();
        return both;
    }

    private int number(int a, int b) {
        long pair = (long) a << 32 | b;
        Integer known = numbers.get(pair);
        if (known != null) {
            return known;
        }
        int state = both.createState();
        both.setAccept(state, left.isAccept(a) && right.isAccept(b));
        numbers.put(pair, state);
        open.add(pair);
        return state;
    }

    /** Transitions are sorted by their first character, and those on the right do not overlap. */
    private void expand(int state, int a, int b) {
        Transition one = new Transition();
        Transition other = new Transition();
        int ones = left.initTransition(a, one);
        int others = right.getNumTransitions(b);
        work.visits(1L + ones + others);
        int first = 0;
        for (int i = 0; i < ones; i++) {
            left.getNextTransition(one);
            while (first < others && before(b, first, other, one.min)) {
                first++;
            }
            for (int j = first; j < others; j++) {
                right.getTransition(b, j, other);
                if (other.min > one.max) {
                    break;
                }
                work.visits(1);
                both.addTransition(state, number(one.dest, other.dest), Math.max(one.min, other.min), Math.min(one.max, other.max));
            }
        }
    }

    private boolean before(int b, int index, Transition transition, int point) {
        right.getTransition(b, index, transition);
        return transition.max < point;
    }
}
