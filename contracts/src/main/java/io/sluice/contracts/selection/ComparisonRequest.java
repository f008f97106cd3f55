package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.selection.PipelineRequest.Match;
import io.sluice.contracts.selection.PipelineRequest.Training;
import io.sluice.contracts.selection.SelectionRequest.Duplicates;
import io.sluice.contracts.selection.SelectionRequest.Problem;
import io.sluice.contracts.selection.SelectionRequest.Quota;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The same pool, target and budgets through several selectors, each with the same seeds, what they choose trained on and asked alike.
 * There is a run for each entry, budget and seed. What is absent in JSON has its usual value; what does not fit is told by
 * {@link #problems}, and nothing here throws, so that a record of a topic can always be read.
 *
 * @param pool       the data set to choose from: a name, or {@code sha256:} and its digest
 * @param target     rows that are like what is wanted, named as the pool is; absent: no selector needs one
 * @param entries    what is compared, 2 to {@link #ENTRIES_MAX}
 * @param seeds      of selection and training, 1 to {@link #SEEDS_MAX}; usually 1 alone
 * @param budgets    rows to choose, or shares of the pool's, 1 to {@link #BUDGETS_MAX}
 * @param duplicates as in a {@link SelectionRequest}, and so are {@code quotas} and {@code clusterMax}
 * @param wanted     a label that the rows have which are wanted, for precision; absent: nobody knows which are
 * @param training   how to learn from what was chosen; its seed is each run's. Absent: nothing is trained
 * @param judging    what is asked of that; there if {@code training} is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComparisonRequest(
        String pool,
        @Nullable String target,
        List<Entry> entries,
        List<Long> seeds,
        List<Amount> budgets,
        Duplicates duplicates,
        List<Quota> quotas,
        @JsonProperty("cluster_max") @Nullable Integer clusterMax,
        @Nullable Wanted wanted,
        @Nullable Training training,
        @Nullable Judging judging) {

    public static final int ENTRIES_MAX = 8;
    public static final int SEEDS_MAX = 5;
    public static final int BUDGETS_MAX = 5;
    /** Runs of a comparison. */
    public static final int RUNS_MAX = 64;

    /**
     * @param selector by its name, e.g. {@code zip-fit}
     * @param settings of the selector; numbers as text
     * @param name     that tells it from the others; usually the selector's
     */
    public record Entry(String selector, Map<String, String> settings, String name) {

        @SuppressWarnings("ConstantValue") // absent in JSON
        public Entry {
            selector = selector == null ? "" : selector;
            settings = settings == null ? Map.of() : SelectionRequest.texts(settings);
            name = name == null ? selector : name;
        }

        /** As it is usual. */
        public static Entry of(String selector) {
            return new Entry(selector, Map.of(), selector);
        }
    }

    /** A label and the value of it that wanted rows have. */
    public record Wanted(String label, String value) {

        @SuppressWarnings("ConstantValue") // absent in JSON
        public Wanted {
            label = label == null ? "" : label;
            value = value == null ? "" : value;
        }
    }

    /**
     * What every adapter is asked, greedily.
     *
     * @param heldOut    data set of questions with the responses that are right; in neither pool nor target
     * @param itemsMax   questions asked at most, the same of all, usually 400
     * @param match      when a response is right; usually {@code exact}
     * @param tokensMax  of a response, usually 128
     * @param confidence of what is said of entries and {@code random}, usually 0.95
     */
    public record Judging(
            @JsonProperty("held_out") String heldOut,
            @JsonProperty("items_max") Integer itemsMax,
            Match match,
            @JsonProperty("tokens_max") Integer tokensMax,
            Double confidence) {

        @SuppressWarnings("ConstantValue") // absent in JSON
        public Judging {
            heldOut = heldOut == null ? "" : heldOut;
            itemsMax = itemsMax == null ? 400 : itemsMax;
            match = match == null ? Match.EXACT : match;
            tokensMax = tokensMax == null ? 128 : tokensMax;
            confidence = confidence == null ? 0.95 : confidence;
        }

        public static Judging usual(String heldOut) {
            return new Judging(heldOut, 400, Match.EXACT, 128, 0.95);
        }
    }

    @SuppressWarnings("ConstantValue") // absent in JSON
    public ComparisonRequest {
        pool = pool == null ? "" : pool;
        entries = entries == null ? List.of() : entries.stream().map(each -> each == null ? Entry.of("") : each).toList();
        seeds = seeds == null ? List.of(1L) : seeds.stream().filter(Objects::nonNull).toList();
        budgets = budgets == null ? List.of() : budgets.stream().map(each -> each == null ? new Amount(null, null) : each).toList();
        duplicates = duplicates == null ? Duplicates.EXACT : duplicates;
        quotas = quotas == null ? List.of() : quotas.stream().map(each -> each == null ? new Quota("", "", null, null) : each).toList();
    }

    /** What is chosen with exact duplicates set aside and nothing else; nothing is trained. */
    public ComparisonRequest(String pool, @Nullable String target, List<Entry> entries, List<Long> seeds, List<Amount> budgets) {
        this(pool, target, entries, seeds, budgets, Duplicates.EXACT, List.of(), null, null, null, null);
    }

    /** The same for data sets by their digests. */
    public ComparisonRequest of(String poolDigest, @Nullable String targetDigest, @Nullable String heldOut) {
        Judging asked = judging == null || heldOut == null ? judging
                : new Judging(heldOut, judging.itemsMax(), judging.match(), judging.tokensMax(), judging.confidence());
        return new ComparisonRequest(poolDigest, targetDigest, entries, seeds, budgets, duplicates, quotas, clusterMax, wanted, training, asked);
    }

    /** What one run chooses; its fields have the names that this request's have, but for {@code budget} and {@code seed}. */
    public SelectionRequest selection(Entry entry, Amount budget, long seed) {
        return new SelectionRequest(pool, target, entry.selector(), entry.settings(), budget, seed, duplicates, quotas, clusterMax);
    }

    /**
     * The field of this request that a field of an entry's selection is.
     *
     * @param entry 0 first
     * @param field null: none is at fault
     */
    public static @Nullable String field(int entry, @Nullable String field) {
        return field == null || !field.equals("selector") && !field.startsWith("settings") ? field : "entries[" + entry + "]." + field;
    }

    /** All that does not fit whatever the data sets, the selectors and the models; empty where nothing is wrong. */
    public List<Problem> problems() {
        return ComparisonCheck.of(this);
    }
}
