package io.sluice.inference.decoding.constraint.automaton;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.util.IntsRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.Transition;
import org.apache.lucene.util.automaton.UTF32ToUTF8;

/**
 * A regular language over Unicode code points; surrogates never belong to one. Wraps Lucene's automata: every language is
 * deterministic and trimmed, every operation is bounded by {@link Work} and refuses what is larger. Immutable.
 */
public final class Language {

    /** States of one automaton. */
    static final int STATES_LIMIT = 30_000;

    private final Automaton automaton;

    private Language(Automaton automaton) {
        this.automaton = automaton;
    }

    /** @param automaton over code points, surrogates already taken out; may be non-deterministic */
    public static Language of(Automaton automaton, Work work) {
        if (automaton.isDeterministic()) {
            return exact(automaton, work);
        }
        Nfa nfa = new Nfa(work);
        return of(nfa, nfa.automaton(automaton), work);
    }

    /** What a part of an automaton in the making holds. */
    public static Language of(Nfa nfa, Nfa.Part part, Work work) {
        return exact(nfa.deterministic(part), work);
    }

    private static Language exact(Automaton deterministic, Work work) {
        Automaton exact = Operations.removeDeadStates(deterministic);
        work.states(exact.getNumStates());
        if (exact.getNumStates() > STATES_LIMIT) {
            throw tooLarge();
        }
        return new Language(exact);
    }

    public static Language empty() {
        return new Language(Automata.makeEmpty());
    }

    public static Language emptyText() {
        return new Language(Automata.makeEmptyString());
    }

    public static Language anyText() {
        return anyCharacter().repeat(0, -1, new Work());
    }

    public static Language anyCharacter() {
        return characters(List.of(new CodePoints(0, Character.MAX_CODE_POINT)));
    }

    public static Language text(String text) {
        return new Language(Automata.makeString(text));
    }

    /** Any of these texts; none when there are none. */
    public static Language texts(Collection<String> texts, Work work) {
        for (String text : texts) {
            work.steps(text.length());
        }
        PrefixTree tree = new PrefixTree();
        texts.forEach(tree::add);
        return of(tree.automaton(), work);
    }

    /** One character out of these; surrogates are left out. */
    public static Language characters(List<CodePoints> ranges) {
        Automaton one = new Automaton();
        int from = one.createState();
        int to = one.createState();
        one.setAccept(to, true);
        for (CodePoints range : CodePoints.normalised(ranges)) {
            one.addTransition(from, to, range.first(), range.last());
        }
        one.finishState();
        return new Language(Operations.removeDeadStates(one));
    }

    public Language then(Language next, Work work) {
        return sequence(List.of(this, next), work);
    }

    public Language or(Language other, Work work) {
        return anyOf(List.of(this, other), work);
    }

    /** All of these in a row, made deterministic once. */
    public static Language sequence(List<Language> parts, Work work) {
        Nfa nfa = new Nfa(work);
        return of(nfa, nfa.sequence(nfa.languages(parts)), work);
    }

    public static Language anyOf(List<Language> parts, Work work) {
        Nfa nfa = new Nfa(work);
        return of(nfa, nfa.choice(nfa.languages(parts)), work);
    }

    /** @param most -1 for any number */
    public Language repeat(int least, int most, Work work) {
        long copies = Math.max(least, Math.max(most, 1));
        if (copies * automaton.getNumStates() > STATES_LIMIT) {
            throw tooLarge();
        }
        work.steps(copies * Math.max(1, automaton.getNumTransitions()));
        Nfa nfa = new Nfa(work);
        return of(nfa, nfa.repeat(() -> nfa.automaton(automaton), least, most), work);
    }

    public Language and(Language other, Work work) {
        return of(Product.of(automaton, other.automaton, work), work);
    }

    /** Texts of this language that the other does not hold. */
    public Language minus(Language other, Work work) {
        if (other.isEmpty()) {
            return this;
        }
        // Every language is deterministic, so nothing has to be made so.
        return and(new Language(Operations.complement(other.automaton, 0)), work);
    }

    public int states() {
        return automaton.getNumStates();
    }

    public boolean isEmpty() {
        return Operations.isEmpty(automaton);
    }

    public boolean holds(String text) {
        int[] points = text.codePoints().toArray();
        return Operations.run(automaton, new IntsRef(points, 0, points.length));
    }

    public boolean holdsEmptyText() {
        return automaton.getNumStates() > 0 && automaton.isAccept(0);
    }

    /** Characters of the longest text, {@link Integer#MAX_VALUE} when there is none. */
    public int longest() {
        int states = automaton.getNumStates();
        int[] waits = new int[states];
        automatonEdges((from, to) -> waits[to]++);
        int[] longest = new int[states];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        if (states > 0 && waits[0] == 0) {
            open.add(0);
        }
        int done = 0;
        int most = 0;
        Transition transition = new Transition();
        while (!open.isEmpty()) {
            int state = open.remove();
            done++;
            most = Math.max(most, longest[state]);
            int count = automaton.initTransition(state, transition);
            for (int i = 0; i < count; i++) {
                automaton.getNextTransition(transition);
                longest[transition.dest] = Math.max(longest[transition.dest], longest[state] + 1);
                if (--waits[transition.dest] == 0) {
                    open.add(transition.dest);
                }
            }
        }
        return done == states ? most : Integer.MAX_VALUE;
    }

    private interface Edge {
        void between(int from, int to);
    }

    private void automatonEdges(Edge edge) {
        Transition transition = new Transition();
        for (int state = 0; state < automaton.getNumStates(); state++) {
            int count = automaton.initTransition(state, transition);
            for (int i = 0; i < count; i++) {
                automaton.getNextTransition(transition);
                edge.between(state, transition.dest);
            }
        }
    }

    Automaton automaton() {
        return automaton;
    }

    /** The machine that reads this language in UTF-8; the language must not be empty. */
    public ByteDfa bytes(Work work) {
        if (isEmpty()) {
            throw new IllegalArgumentException("an empty language has no machine");
        }
        // Lucene's conversion takes well-formed input for granted and lets overlong forms through.
        Automaton loose = new UTF32ToUTF8().convert(automaton);
        work.steps(loose.getNumStates());
        Language utf8 = of(Product.of(loose, Utf8.WELL_FORMED, work), work);
        return Minimizer.minimal(utf8.automaton, work);
    }

    static ConstraintRefusedException tooLarge() {
        return new ConstraintRefusedException("", "the pattern needs an automaton that is too large");
    }
}
