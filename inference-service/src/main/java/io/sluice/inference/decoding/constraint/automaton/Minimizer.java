package io.sluice.inference.decoding.constraint.automaton;

import java.util.Arrays;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/**
 * Makes the minimal table of a deterministic automaton over bytes: bytes that no state tells apart share a class, states
 * with the same completions are one (Hopcroft 1971: blocks of states are split by where they go, the smaller half of each
 * block last, O(classes · states · log states)).
 */
final class Minimizer {

    private final int states;
    private final int classes;
    private final int[] table;
    private final boolean[] accepting;

    private Minimizer(int states, int classes, int[] table, boolean[] accepting) {
        this.states = states;
        this.classes = classes;
        this.table = table;
        this.accepting = accepting;
    }

    /** @param automaton deterministic and trimmed, labels 0 to 255, not empty */
    static ByteDfa minimal(Automaton automaton, Work work) {
        byte[] classOf = classes(automaton);
        int classes = 0;
        for (byte c : classOf) {
            classes = Math.max(classes, (c & 255) + 1);
        }
        int states = automaton.getNumStates() + 1;
        int dead = states - 1;
        work.steps((long) states * classes / 16);
        int[] table = new int[states * classes];
        Arrays.fill(table, dead);
        boolean[] accepting = new boolean[states];
        Transition transition = new Transition();
        for (int state = 0; state < dead; state++) {
            accepting[state] = automaton.isAccept(state);
            int count = automaton.initTransition(state, transition);
            for (int i = 0; i < count; i++) {
                automaton.getNextTransition(transition);
                for (int b = transition.min; b <= transition.max; b++) {
                    table[state * classes + (classOf[b] & 255)] = transition.dest;
                }
            }
        }
        return new Minimizer(states, classes, table, accepting).quotient(classOf);
    }

    private static byte[] classes(Automaton automaton) {
        boolean[] starts = new boolean[257];
        Transition transition = new Transition();
        for (int state = 0; state < automaton.getNumStates(); state++) {
            int count = automaton.initTransition(state, transition);
            for (int i = 0; i < count; i++) {
                automaton.getNextTransition(transition);
                starts[transition.min] = true;
                starts[transition.max + 1] = true;
            }
        }
        byte[] classOf = new byte[256];
        int current = 0;
        for (int b = 1; b < 256; b++) {
            current += starts[b] ? 1 : 0;
            classOf[b] = (byte) current;
        }
        return classOf;
    }

    private ByteDfa quotient(byte[] classOf) {
        int[] blockOf = new Partition(states, classes, table, accepting).refine();
        int[] number = new int[states];
        Arrays.fill(number, -1);
        int count = 0;
        int dead = blockOf[states - 1];
        int[] order = new int[states];
        for (int state = 0; state < states; state++) {
            int block = blockOf[state];
            if (block != dead && number[block] < 0) {
                order[count] = state;
                number[block] = count++;
            }
        }
        int[] small = new int[count * classes];
        boolean[] ends = new boolean[count];
        for (int i = 0; i < count; i++) {
            ends[i] = accepting[order[i]];
            for (int c = 0; c < classes; c++) {
                int block = blockOf[table[order[i] * classes + c]];
                small[i * classes + c] = block == dead ? Terminal.DEAD : number[block];
            }
        }
        return new ByteDfa(classOf, classes, small, ends);
    }
}
