package io.sluice.inference.decoding.constraint.automaton;

import java.util.Set;

/**
 * JSON strings, quotes included, of {@code least} to {@code most} characters (code points, however they are spelt), as a
 * machine with a counter: its size does not grow with the bounds.
 *
 * <p>State {@code 0} is before the opening quote, {@code 1} after the closing one, and {@code 2 + count * k + q} is within:
 * {@code count} whole characters, {@code q} of {@code k} states inside the next one (0 between two). Without an upper bound
 * the counter stops at the lower one.
 */
public final class CountedString implements Terminal {

    /** Any string. */
    public static final CountedString ANY = new CountedString(0, Integer.MAX_VALUE);

    private static final int END = 1;
    private static final int WITHIN = 2;
    /** Larger lower bounds are not kept; larger upper bounds are none. */
    public static final int LONGEST = 10_000_000;

    private final ByteDfa character;
    private final int width;
    private final int least;
    private final int most;

    /**
     * @param least 0 to 10,000,000
     * @param most at least {@code least}; above 10,000,000 there is no upper bound
     */
    public CountedString(int least, int most) {
        if (least < 0 || most < least || least > LONGEST) {
            throw new IllegalArgumentException("length from " + least + " to " + most);
        }
        this.character = Character.DFA;
        this.width = character.states();
        this.least = least;
        this.most = most > LONGEST ? -1 : most;
    }

    @Override
    public int start() {
        return 0;
    }

    @Override
    public int next(int state, int value) {
        if (state < WITHIN) {
            return state == 0 && value == '"' ? WITHIN : DEAD;
        }
        int count = (state - WITHIN) / width;
        int inside = (state - WITHIN) - count * width;
        if (inside == 0) {
            if (value == '"') {
                return count >= least ? END : DEAD;
            }
            if (count == most) {
                return DEAD;
            }
        }
        int next = character.next(inside, value);
        if (next == DEAD) {
            return DEAD;
        }
        if (!character.accepts(next)) {
            return WITHIN + count * width + next;
        }
        return WITHIN + (most < 0 ? Math.min(count + 1, least) : count + 1) * width;
    }

    @Override
    public boolean accepts(int state) {
        return state == END;
    }

    @Override
    public int remaining(int state) {
        if (state < WITHIN) {
            return state == 0 ? 2 + least : 0;
        }
        int count = (state - WITHIN) / width;
        int inside = (state - WITHIN) % width;
        int begun = inside == 0 ? 0 : 1;
        return (begun == 0 ? 0 : character.remaining(inside)) + Math.max(0, least - count - begun) + 1;
    }

    @Override
    public int continuation(int state) {
        return remaining(state);
    }

    @Override
    public int plainRun(int state) {
        if (state < WITHIN || (state - WITHIN) % width != 0) {
            return -1;
        }
        return most < 0 ? Integer.MAX_VALUE : most - (state - WITHIN) / width;
    }

    @Override
    public int alike(int state, int horizon) {
        if (state < WITHIN) {
            return state;
        }
        int count = (state - WITHIN) / width;
        boolean farFromMost = most < 0 || most - count > horizon;
        if (!farFromMost) {
            return state;
        }
        int representative = count >= least ? least : least - count > horizon ? 0 : count;
        boolean same = most < 0 || most - representative > horizon;
        return same ? WITHIN + representative * width + (state - WITHIN) % width : state;
    }

    @Override
    public void addAlphabet(Set<Integer> bytes) {
        bytes.add((int) '"');
        if (most != 0) {
            character.addAlphabet(bytes);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CountedString that && that.least == least && that.most == most;
    }

    @Override
    public int hashCode() {
        return 31 * least + most;
    }

    private static final class Character {
        static final ByteDfa DFA = JsonEscapes.anyCharacter(new Work()).bytes(new Work());
    }
}
