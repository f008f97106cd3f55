package io.sluice.selection.ranking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a selection keeps besides its order.
 *
 * @param columns    of the labels that quotas are about
 * @param clusters   null where rows may be as alike as they like
 * @param clusterMax rows of one cluster at most, from 1
 */
public record Constraints(List<Quota> quotas, List<GroupColumn> columns, @Nullable GroupColumn clusters, int clusterMax) {

    public static final Constraints NONE = new Constraints(List.of(), List.of(), null, Integer.MAX_VALUE);

    public Constraints {
        quotas = List.copyOf(quotas);
        columns = List.copyOf(columns);
        if (clusterMax < 1) {
            throw new IllegalArgumentException("at most " + clusterMax + " rows of a cluster");
        }
    }
}
