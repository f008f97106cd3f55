package io.sluice.inference.decoding.constraint.automaton;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;
import org.jspecify.annotations.Nullable;

/**
 * A non-deterministic automaton in the making, with steps that read nothing (Thompson 1968): parts are put together without
 * copying what leaves their states, so its size is that of what it was made of. Pays {@link Work} for every state and step.
 */
public final class Nfa {

    /** A part with one way in and one way out. */
    public record Part(int first, int last) {
    }

    private static final int NONE = -1;

    private final Work work;
    private int states;
    private int steps;
    /** For each state its newest step, for each step the one before; where a step leads, and what it reads: null for nothing. */
    private int[] newest = new int[64];
    private int[] before = new int[64];
    private int[] target = new int[64];
    private int[] @Nullable [] reads = new int[64][];

    public Nfa(Work work) {
        this.work = work;
    }

    private int state() {
        work.visits(1);
        if (states == newest.length) {
            newest = Arrays.copyOf(newest, 2 * states);
        }
        newest[states] = NONE;
        return states++;
    }

    /** @param ranges first and last of each, in pairs; kept */
    private void step(int from, int to, int @Nullable [] ranges) {
        work.visits(1);
        if (steps == target.length) {
            before = Arrays.copyOf(before, 2 * steps);
            target = Arrays.copyOf(target, 2 * steps);
            reads = Arrays.copyOf(reads, 2 * steps);
        }
        target[steps] = to;
        reads[steps] = ranges;
        before[steps] = newest[from];
        newest[from] = steps++;
    }

    private void step(int from, int to) {
        step(from, to, null);
    }

    /** One character out of these ranges, in pairs of first and last; the array is kept and must not change. */
    public Part characters(int[] ranges) {
        Part part = empty(false);
        step(part.first, part.last, ranges);
        return part;
    }

    /** @param holdsEmptyText otherwise it holds nothing */
    public Part empty(boolean holdsEmptyText) {
        Part part = new Part(state(), state());
        if (holdsEmptyText) {
            step(part.first, part.last);
        }
        return part;
    }

    /** What an automaton holds. */
    public Part automaton(Automaton automaton) {
        Part part = empty(false);
        int[] copies = new int[automaton.getNumStates()];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = state();
        }
        Transition transition = new Transition();
        for (int i = 0; i < copies.length; i++) {
            if (automaton.isAccept(i)) {
                step(copies[i], part.last);
            }
            int count = automaton.initTransition(i, transition);
            for (int j = 0; j < count; j++) {
                automaton.getNextTransition(transition);
                step(copies[i], copies[transition.dest], new int[] {transition.min, transition.max});
            }
        }
        if (copies.length > 0) {
            step(part.first, copies[0]);
        }
        return part;
    }

    List<Part> languages(List<Language> languages) {
        return languages.stream().map(language -> automaton(language.automaton())).toList();
    }

    public Part sequence(List<Part> parts) {
        Part whole = empty(parts.isEmpty());
        int at = whole.first;
        for (Part part : parts) {
            step(at, part.first);
            at = part.last;
        }
        if (!parts.isEmpty()) {
            step(at, whole.last);
        }
        return whole;
    }

    public Part choice(List<Part> parts) {
        Part whole = empty(false);
        for (Part part : parts) {
            step(whole.first, part.first);
            step(part.last, whole.last);
        }
        return whole;
    }

    /**
     * @param body makes a copy each time
     * @param most -1 for any number
     */
    public Part repeat(Supplier<Part> body, int least, int most) {
        Part whole = empty(false);
        int at = whole.first;
        for (int i = 0; i < least; i++) {
            Part copy = body.get();
            step(at, copy.first);
            at = copy.last;
        }
        if (most < 0) {
            Part copy = body.get();
            int loop = state();
            step(at, loop);
            step(loop, copy.first);
            step(copy.last, loop);
            at = loop;
        }
        for (int i = least; i < most; i++) {
            step(at, whole.last);
            Part copy = body.get();
            step(at, copy.first);
            at = copy.last;
        }
        step(at, whole.last);
        return whole;
    }

    int states() {
        return states;
    }

    int newestStep(int state) {
        return newest[state];
    }

    int stepBefore(int step) {
        return before[step];
    }

    int target(int step) {
        return target[step];
    }

    /** Null when the step reads nothing. */
    int @Nullable [] reads(int step) {
        return reads[step];
    }

    /**
     * The same language, deterministic; dead states included.
     *
     * @throws ConstraintRefusedException when it takes too much work, or more states than a language may have
     */
    public Automaton deterministic(Part whole) {
        return new Determinizer(this, whole.last, work).run(whole.first);
    }
}
