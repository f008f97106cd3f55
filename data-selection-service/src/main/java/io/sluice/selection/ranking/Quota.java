package io.sluice.selection.ranking;

import java.util.List;

/**
 * How many of the selected rows may, or shall, have one value of a label.
 *
 * @param column of the label, as an index into the columns that go with the quotas
 * @param group  the value
 * @param atLeast rows, 0 where nothing is asked; fewer only where the pool has no more that nothing else forbids
 * @param atMost  rows, {@link Long#MAX_VALUE} where nothing is forbidden
 */
public record Quota(int column, int group, long atLeast, long atMost) {

    public Quota {
        if (atLeast < 0 || atMost < atLeast) {
            throw new IllegalArgumentException("a quota of at least " + atLeast + " and at most " + atMost + " rows");
        }
    }

    /** A share of the budget as rows: rounded up for at least. */
    public static long atLeastShare(double share, long budget) {
        return (long) Math.ceil(share * budget - 1e-9);
    }

    /** A share of the budget as rows: rounded down for at most. */
    public static long atMostShare(double share, long budget) {
        return (long) Math.floor(share * budget + 1e-9);
    }

    /** What is wrong with quotas whatever the pool, for a person; empty where nothing is. */
    public static String check(List<Quota> quotas, long budget) {
        return Quotas.check(quotas, budget);
    }
}
