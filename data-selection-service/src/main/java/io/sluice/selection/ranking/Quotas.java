package io.sluice.selection.ranking;

import java.util.List;

/**
 * Quotas while rows come in rank order. A row is taken unless a value it has is full, or its place is needed for rows that
 * a quota still lacks. With values of one label that gives the set which is best in rank order among all that keep the
 * quotas: what is passed over could not be in any that holds the rows taken so far. Minimums may therefore be asked for one
 * label only; maximums for any.
 */
final class Quotas {

    private final List<Quota> quotas;
    private final List<GroupColumn> columns;
    private final long[] taken;
    private final long[] atLeast;
    /** Rows that all unmet minimums together still lack. */
    private long lacking;

    /** @param atLeast minimums that hold in place of the quotas' own, one for each */
    Quotas(List<Quota> quotas, List<GroupColumn> columns, long[] atLeast) {
        this.quotas = quotas;
        this.columns = columns;
        this.taken = new long[quotas.size()];
        this.atLeast = atLeast;
        for (long rows : atLeast) {
            lacking += rows;
        }
    }

    /** What is wrong with them, told to a person; empty where nothing is. */
    static String check(List<Quota> quotas, long budget) {
        long needed = 0;
        int label = -1;
        for (Quota quota : quotas) {
            if (quota.atLeast() > 0) {
                if (label >= 0 && label != quota.column()) {
                    return "minimums are asked for values of more than one label";
                }
                label = quota.column();
                needed += quota.atLeast();
            }
        }
        long distinct = quotas.stream().map(quota -> List.of(quota.column(), quota.group())).distinct().count();
        if (distinct < quotas.size()) {
            return "two quotas are for the same value";
        }
        return needed > budget ? "the quotas ask for at least " + needed + " rows of " + budget : "";
    }

    /** @param places left, this row's included */
    boolean takes(long ordinal, long places) {
        boolean needed = false;
        for (int i = 0; i < taken.length; i++) {
            if (has(i, ordinal)) {
                if (taken[i] >= quotas.get(i).atMost()) {
                    return false;
                }
                needed |= taken[i] < atLeast[i];
            }
        }
        return needed || places > lacking;
    }

    void take(long ordinal) {
        for (int i = 0; i < taken.length; i++) {
            if (has(i, ordinal)) {
                if (taken[i] < atLeast[i]) {
                    lacking--;
                }
                taken[i]++;
            }
        }
    }

    long lacking() {
        return lacking;
    }

    /** Rows that have each quota's value. */
    long[] taken() {
        return taken.clone();
    }

    private boolean has(int quota, long ordinal) {
        Quota each = quotas.get(quota);
        return columns.get(each.column()).group(ordinal) == each.group();
    }
}
