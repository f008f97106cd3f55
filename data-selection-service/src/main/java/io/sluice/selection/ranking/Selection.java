package io.sluice.selection.ranking;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses the best rows that keep the constraints. Memory: some megabytes, and what {@link Diversity} takes.
 *
 * <p>Where the pool can't give a quota's minimum, the places kept for it would stay empty; then it is chosen once more with
 * what the pool did give as the minimum, so that at the end a place is empty only if no row may have it. Rows are told to the
 * sink when all of that is known.
 */
public final class Selection {

    private final ScoreSource scores;
    private final Path folder;
    private final long budget;
    private final Constraints constraints;

    /**
     * What was chosen, but for the rows themselves.
     *
     * @param selected rows
     * @param byQuota  how many better rows a quota kept out
     * @param byCluster how many better rows were too many of their cluster
     * @param ofQuota  selected rows that have each quota's value
     */
    public record Result(long selected, long byQuota, long byCluster, List<Long> ofQuota) {
    }

    /**
     * @param folder for files on the way
     * @param budget rows, at least 1
     * @throws IllegalArgumentException where the quotas can't be kept whatever the pool; its message is for a person
     */
    public Selection(ScoreSource scores, Path folder, long budget, Constraints constraints) {
        if (budget < 1) {
            throw new IllegalArgumentException("a budget of " + budget + " rows");
        }
        String wrong = Quotas.check(constraints.quotas(), budget);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(wrong);
        }
        this.scores = scores;
        this.folder = folder;
        this.budget = budget;
        this.constraints = constraints;
    }

    public Result choose(SelectedSink sink) throws IOException {
        long[] atLeast = constraints.quotas().stream().mapToLong(Quota::atLeast).toArray();
        boolean lowered = true;
        for (int round = 0; lowered && round < constraints.quotas().size(); round++) {
            lowered = lower(atLeast);
        }
        return pass(quotas(atLeast), sink);
    }

    /** Whether a minimum had to be lowered to what there is. */
    private boolean lower(long[] atLeast) throws IOException {
        Quotas quotas = quotas(atLeast);
        if (quotas.lacking() == 0) {
            return false;
        }
        pass(quotas, (rank, ordinal, score) -> { });
        if (quotas.lacking() == 0) {
            return false;
        }
        long[] taken = quotas.taken();
        for (int i = 0; i < atLeast.length; i++) {
            atLeast[i] = Math.min(atLeast[i], taken[i]);
        }
        return true;
    }

    private Quotas quotas(long[] atLeast) {
        return new Quotas(constraints.quotas(), constraints.columns(), atLeast.clone());
    }

    private Result pass(Quotas quotas, SelectedSink sink) throws IOException {
        GroupColumn clusters = constraints.clusters();
        Diversity diversity = new Diversity(clusters == null ? ordinal -> GroupColumn.NONE : clusters, constraints.clusterMax());
        long selected = 0;
        long byQuota = 0;
        long byCluster = 0;
        try (RankOrder order = new RankOrder(scores, folder, budget)) {
            while (selected < budget && order.next()) {
                long ordinal = order.ordinal();
                if (!diversity.takes(ordinal)) {
                    byCluster++;
                } else if (!quotas.takes(ordinal, budget - selected)) {
                    byQuota++;
                } else {
                    diversity.take(ordinal);
                    quotas.take(ordinal);
                    sink.selected(++selected, ordinal, order.score());
                }
            }
        }
        return new Result(selected, byQuota, byCluster, Arrays.stream(quotas.taken()).boxed().toList());
    }
}
