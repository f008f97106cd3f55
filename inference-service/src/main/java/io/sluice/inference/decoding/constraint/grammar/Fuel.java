package io.sluice.inference.decoding.constraint.grammar;

/** Counted work of one step of one answer: who needs more fails alone, instead of holding up everybody. */
public final class Fuel {

    private final long tank;
    private long left;

    /** 4 million units, some tenths of a second. */
    public Fuel() {
        this(4_000_000);
    }

    Fuel(long tank) {
        this.tank = tank;
        this.left = tank;
    }

    /** A new step begins. */
    public void refill() {
        left = tank;
    }

    /** @throws ConstraintTooCostlyException when none is left */
    public void burn(long units) {
        left -= units;
        if (left < 0) {
            throw new ConstraintTooCostlyException("the constraint takes too much work for one token");
        }
    }
}
