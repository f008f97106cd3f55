package io.sluice.inference.decoding.constraint.automaton;

/**
 * The work that compiling one constraint may take, counted in steps that are the same on every machine. Who needs more is
 * refused. One per compilation; not thread-safe.
 */
public final class Work {

    private long states;
    private long steps;
    private long visits;

    /** @param states states of automata, 500,000 in all */
    public void states(long states) {
        this.states += states;
        if (this.states > 500_000) {
            throw new ConstraintRefusedException("", "the automata of this constraint have more than 500000 states");
        }
    }

    /** @param visits states, steps, ranges and members of sets that were looked at, 5,000,000 in all: some tenths of a second */
    public void visits(long visits) {
        this.visits += visits;
        if (this.visits > 5_000_000) {
            throw new ConstraintRefusedException("", "the pattern takes too many steps to compile");
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
