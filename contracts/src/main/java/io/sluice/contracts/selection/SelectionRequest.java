package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rows to choose. What is absent in JSON has its usual value; what does not fit is told by {@link #problems}, and
 * nothing here throws, so that a record of a topic can always be read.
 *
 * @param pool       the data set to choose from: a name, or {@code sha256:} and its digest
 * @param target     rows that are like what is wanted, named as the pool is; absent: the selector needs none
 * @param selector   by its name, e.g. {@code zip-fit}
 * @param settings   of the selector; numbers as text
 * @param budget     rows to choose, or a share of the pool's rows, rounded, at least one
 * @param seed       of everything drawn; usually 1
 * @param duplicates which rows are too like others; usually exact ones
 * @param quotas     how many rows may, or shall, have one value of a label
 * @param clusterMax rows of one cluster of near duplicates that may be chosen, the best of them; absent: only the earliest row
 *                   of a cluster is a candidate
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectionRequest(
        String pool,
        @Nullable String target,
        String selector,
        Map<String, String> settings,
        Amount budget,
        Long seed,
        Duplicates duplicates,
        List<Quota> quotas,
        @JsonProperty("cluster_max") @Nullable Integer clusterMax) {

    /** More records are no data set. */
    public static final long ROWS_MAX = 1L << 30;
    /** Where there is none: all of its fields are missing. */
    static final SelectionRequest NOTHING = new SelectionRequest("", null, "", Map.of(), new Amount(null, null), 1);

    /**
     * Rows of the target are set aside in any case.
     *
     * @param exact whether rows whose text an earlier one has, but for layout, are set aside; usually true
     * @param near  estimated Jaccard similarity from which on rows are nearly the same; absent: they may be
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Duplicates(Boolean exact, @Nullable Double near) {

        public static final Duplicates EXACT = new Duplicates(true, null);

        @SuppressWarnings("ConstantValue") // absent in JSON
        public Duplicates {
            exact = exact == null || exact;
        }
    }

    /**
     * @param atLeast rows, or a share of the budget; absent: none have to
     * @param atMost  rows, or a share of the budget; absent: all may
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Quota(
            String label,
            String value,
            @JsonProperty("at_least") @Nullable Amount atLeast,
            @JsonProperty("at_most") @Nullable Amount atMost) {

        @SuppressWarnings("ConstantValue") // absent in JSON
        public Quota {
            label = label == null ? "" : label;
            value = value == null ? "" : value;
        }
    }

    /** A field that does not fit, as a path such as {@code quotas[1].at_most}, and why. */
    public record Problem(String field, String message) {
    }

    @SuppressWarnings("ConstantValue") // absent in JSON
    public SelectionRequest {
        pool = pool == null ? "" : pool;
        selector = selector == null ? "" : selector;
        settings = settings == null ? Map.of() : texts(settings);
        budget = budget == null ? new Amount(null, null) : budget;
        seed = seed == null ? 1 : seed;
        duplicates = duplicates == null ? Duplicates.EXACT : duplicates;
        quotas = quotas == null ? List.of() : quotas.stream().map(each -> each == null ? new Quota("", "", null, null) : each).toList();
    }

    static Map<String, String> texts(Map<String, String> given) {
        SortedMap<String, String> texts = new TreeMap<>(given);
        texts.replaceAll((name, value) -> Objects.requireNonNullElse(value, ""));
        return Collections.unmodifiableSortedMap(texts);
    }

    /** With exact duplicates set aside and nothing else. */
    public SelectionRequest(String pool, @Nullable String target, String selector, Map<String, String> settings, Amount budget, long seed) {
        this(pool, target, selector, settings, budget, seed, Duplicates.EXACT, List.of(), null);
    }

    /** The same request for data sets by their digests. */
    public SelectionRequest of(String poolDigest, @Nullable String targetDigest) {
        return new SelectionRequest(poolDigest, targetDigest, selector, settings, budget, seed, duplicates, quotas, clusterMax);
    }

    /** Rows of the budget in a pool of so many. */
    public long budgetRows(long poolRows) {
        return budget.rows() != null ? budget.rows() : budget.share() == null ? 0 : Math.max(1, Math.round(budget.share() * poolRows));
    }

    /** All that does not fit whatever the data sets and the selector; empty where nothing is wrong. */
    public List<Problem> problems() {
        return RequestCheck.of(this);
    }
}
