package io.sluice.inference.decoding.constraint.automaton;

import org.apache.lucene.util.automaton.Automaton;

/** The bytes that may follow the first one of a character in UTF-8 (RFC 3629). */
final class Utf8 {

    /** All sequences of whole characters, surrogates left out. */
    static final Automaton WELL_FORMED = wellFormed();

    private Utf8() {}

    private static Automaton wellFormed() {
        Automaton.Builder automaton = new Automaton.Builder();
        int start = automaton.createState();
        int[] tails = {start, automaton.createState(), automaton.createState()};
        automaton.setAccept(start, true);
        automaton.addTransition(start, start, 0, 0x7F);
        automaton.addTransition(tails[1], start, 0x80, 0xBF);
        automaton.addTransition(tails[2], tails[1], 0x80, 0xBF);
        for (int lead = 0xC2; lead <= 0xF4; lead++) {
            if (tail(lead) == 1) {
                automaton.addTransition(start, tails[1], lead);
            } else {
                int second = automaton.createState();
                automaton.addTransition(start, second, lead);
                automaton.addTransition(second, tails[tail(lead) - 1], secondFrom(lead), secondTo(lead));
            }
        }
        return automaton.finish();
    }

    /** How many bytes follow {@code lead}, which is C2 to F4. */
    static int tail(int lead) {
        return lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    }

    /** The smallest byte that may come second. */
    static int secondFrom(int lead) {
        return lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    }

    /** The largest byte that may come second. */
    static int secondTo(int lead) {
        return lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    }

    /** Whether every character that begins with {@code lead} leads from {@code afterLead} to {@code goal}, not accepting on its way. */
    static boolean tailsLead(ByteDfa dfa, int afterLead, int lead, int goal) {
        return lead(dfa, afterLead, tail(lead), secondFrom(lead), secondTo(lead), goal);
    }

    private static boolean lead(ByteDfa dfa, int state, int left, int from, int to, int goal) {
        if (state == Terminal.DEAD || dfa.accepts(state)) {
            return false;
        }
        if (left == 0) {
            return state == goal;
        }
        int last = Terminal.DEAD;
        for (int b = from; b <= to; b++) {
            int next = dfa.next(state, b);
            if (next != last && !lead(dfa, next, left - 1, 0x80, 0xBF, goal)) {
                return false;
            }
            last = next;
        }
        return last != Terminal.DEAD;
    }
}
