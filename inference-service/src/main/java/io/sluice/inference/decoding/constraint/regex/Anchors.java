package io.sluice.inference.decoding.constraint.regex;

import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Nfa;
import io.sluice.inference.decoding.constraint.automaton.Work;
import java.util.BitSet;
import java.util.List;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.Transition;

/**
 * Takes {@code ^} and {@code $} out of an automaton that reads them as two letters of their own: of the marked texts only
 * those stay in which every {@code ^} comes before the first character and every {@code $} after the last (in an empty text
 * they may stand in any order); then the marks are erased.
 */
final class Anchors {

    static final int START = Character.MAX_CODE_POINT + 1;
    static final int END = Character.MAX_CODE_POINT + 2;

    private Anchors() {}

    static Language resolve(Automaton marked, Work work) {
        Nfa order = new Nfa(work);
        Nfa.Part some = order.sequence(List.of(
                order.repeat(() -> order.characters(new int[] {START, START}), 0, -1),
                order.repeat(() -> order.characters(Regex.ANY), 1, -1),
                order.repeat(() -> order.characters(new int[] {END, END}), 0, -1)));
        Nfa.Part none = order.repeat(() -> order.characters(new int[] {START, END}), 0, -1);
        Automaton inPlace = order.deterministic(order.choice(List.of(some, none)));
        work.states(marked.getNumStates() * 4L);
        Automaton kept = Operations.removeDeadStates(Operations.intersection(marked, inPlace));
        return Language.of(erased(kept, work), work);
    }

    /** Marks lead only from the start, or to the end, so both sides of an erased one stay apart. */
    private static Automaton erased(Automaton from, Work work) {
        Automaton.Builder to = new Automaton.Builder();
        BitSet ends = overMarks(from, endsOf(from), true, work);
        for (int state = 0; state <= from.getNumStates(); state++) {
            to.createState();
        }
        BitSet first = new BitSet();
        if (from.getNumStates() > 0) {
            first.set(0);
        }
        BitSet begins = overMarks(from, first, false, work);
        to.setAccept(0, begins.intersects(ends));
        Transition transition = new Transition();
        for (int state = 0; state < from.getNumStates(); state++) {
            to.setAccept(state + 1, ends.get(state));
            int count = from.initTransition(state, transition);
            for (int i = 0; i < count; i++) {
                from.getNextTransition(transition);
                if (transition.min < START) {
                    to.addTransition(state + 1, transition.dest + 1, transition.min, transition.max);
                    if (begins.get(state)) {
                        to.addTransition(0, transition.dest + 1, transition.min, transition.max);
                    }
                }
            }
        }
        return to.finish();
    }

    private static BitSet endsOf(Automaton automaton) {
        BitSet ends = new BitSet();
        for (int state = 0; state < automaton.getNumStates(); state++) {
            ends.set(state, automaton.isAccept(state));
        }
        return ends;
    }

    /** The states that marks alone lead to from these (or, backwards, that they lead to these). */
    private static BitSet overMarks(Automaton automaton, BitSet from, boolean backwards, Work work) {
        BitSet reached = (BitSet) from.clone();
        boolean grown = true;
        Transition transition = new Transition();
        while (grown) {
            grown = false;
            work.visits(automaton.getNumStates() + (long) automaton.getNumTransitions());
            for (int state = 0; state < automaton.getNumStates(); state++) {
                int count = automaton.initTransition(state, transition);
                for (int i = 0; i < count; i++) {
                    automaton.getNextTransition(transition);
                    int source = backwards ? transition.dest : state;
                    int target = backwards ? state : transition.dest;
                    if (transition.max >= START && reached.get(source) && !reached.get(target)) {
                        reached.set(target);
                        grown = true;
                    }
                }
            }
        }
        return reached;
    }
}
