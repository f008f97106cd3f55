package io.sluice.selection.judging;

import java.util.List;

/**
 * Two answerers' outcomes on the same questions, counted.
 *
 * @param both    right by both
 * @param won     right by the candidate alone
 * @param lost    right by the incumbent alone
 * @param neither right by none
 */
public record Pairs(int both, int won, int lost, int neither) {

    /** @param candidate whether right, for each question; {@code incumbent} in the same order */
    public static Pairs of(List<Boolean> candidate, List<Boolean> incumbent) {
        if (candidate.size() != incumbent.size()) {
            throw new IllegalArgumentException(candidate.size() + " outcomes beside " + incumbent.size());
        }
        int[] count = new int[4];
        for (int i = 0; i < candidate.size(); i++) {
            count[(candidate.get(i) ? 0 : 2) + (incumbent.get(i) ? 0 : 1)]++;
        }
        return new Pairs(count[0], count[1], count[2], count[3]);
    }

    public int items() {
        return both + won + lost + neither;
    }

    /** How many tell the two apart. */
    public int discordant() {
        return won + lost;
    }

    /** The candidate's accuracy less the incumbent's, −1..1. */
    public double gain() {
        return items() == 0 ? 0 : (double) (won - lost) / items();
    }

    /** Seen from the incumbent. */
    public Pairs mirrored() {
        return new Pairs(both, lost, won, neither);
    }
}
