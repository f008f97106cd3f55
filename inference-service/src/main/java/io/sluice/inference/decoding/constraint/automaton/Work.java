package io.sluice.inference.decoding.constraint.automaton;


/**
 * The work that compiling one constraint may take, counted in steps that are the same on every machine. Who needs more is
 * refused. One per compilation; not thread-safe.
 */
public final class Work {

    /** Lucene's unit: a tenth of the sizes of the state sets that one determinisation visits; some ten milliseconds. */
    static final int DETERMINIZE_LIMIT = 10_000;

    private long states;
    private long steps;

    /** @param states states of automata, 500,000 in all */
    public void states(long states) {
        this.states += states;
        if (this.states > 500_000) {
            throw new ConstraintRefusedException("", "the automata of this constraint have more than 500000 states");
        }
    }

    /** @param steps nodes, alternatives and pairs that were looked at, 2,000,000 in all */
    public void steps(long steps) {
        this.steps += steps;
        if (this.steps > 2_000_000) {
            throw new ConstraintRefusedException("", "the constraint takes too many steps to compile");
        }
    }
}
