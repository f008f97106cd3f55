package io.sluice.inference.decoding.constraint.regex;

import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import java.util.BitSet;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
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
        Automaton starts = Operations.repeat(Automata.makeChar(START));
        Automaton ends = Operations.repeat(Automata.makeChar(END));
        Automaton some = Operations.repeat(Regex.any(), 1);
        Automaton none = Operations.repeat(Automata.makeCharRange(START, END));
        Automaton inPlace = Operations.union(List.of(Operations.concatenate(List.of(starts, some, ends)), none));
        work.states(marked.getNumStates() * 4L);
        Automaton kept = Operations.removeDeadStates(Operations.intersection(marked, inPlace));
        return Language.of(erased(kept), work);
    }

    /** Marks lead only from the start, or to the end, so both sides of an erased one stay apart. */
    private static Automaton erased(Automaton from) {
        Automaton.Builder to = new Automaton.Builder();
        BitSet ends = overMarks(from, endsOf(from), true);
        for (int state = 0; state <= from.getNumStates(); state++) {
            to.createState();
        }
        BitSet first = new BitSet();
        if (from.getNumStates() > 0) {
            first.set(0);
        }
        BitSet begins = overMarks(from, first, false);
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
    private static BitSet overMarks(Automaton automaton, BitSet from, boolean backwards) {
        BitSet reached = (BitSet) from.clone();
        boolean grown = true;
        Transition transition = new Transition();
        while (grown) {
            grown = false;
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
