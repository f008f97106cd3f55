package io.sluice.contracts.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a comparison come to.
 *
 * @param summaries by budget, then entry, in the order of the request; entries none of whose runs ended well are left out
 * @param overlaps  of each two entries for each budget, where both chose
 */
public record ComparisonFindings(List<Summary> summaries, List<Overlap> overlaps) {

    /**
     * A mean over seeds and where it lies by Student's t at 95 %; of one seed it tells nothing of how far they differ.
     *
     * @param low  of the interval
     * @param runs that it is of
     */
    public record Mean(double mean, double low, double high, int runs) {
    }

    /**
     * Of one entry for one budget, over the seeds whose runs ended well.
     *
     * @param precision     absent where it is not known
     * @param loss          absent where it is not known of all of them
     * @param accuracy      absent where nothing was trained
     * @param cpuSeconds    of the selections; absent where it is not known of all of them
     * @param againstRandom absent where the entry is {@code random} itself, there is none, or nothing was trained
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Summary(
            String entry,
            Amount budget,
            int runs,
            @Nullable Mean precision,
            @Nullable Mean loss,
            @Nullable Mean accuracy,
            @JsonProperty("cpu_seconds") @Nullable Mean cpuSeconds,
            @JsonProperty("against_random") @Nullable AgainstRandom againstRandom) {
    }

    /**
     * An entry's adapters and those of random rows, seed by seed on the same questions.
     *
     * @param gain   accuracy gained, over seeds
     * @param loss   nats a token less, over seeds; absent where it is not known of all
     * @param pValue how often, at most, questions would speak so clearly for an entry that is no better than random: exact for one seed;
     *               of several twice the mean of theirs, which holds however they hang together (Rüschendorf 1982)
     * @param better whether it is at the confidence of the request
     * @param seeds  each with its exact paired test
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgainstRandom(
            Mean gain,
            @Nullable Mean loss,
            @JsonProperty("p_value") double pValue,
            boolean better,
            List<OfSeed> seeds) {
    }

    /** The entry is the candidate, random the incumbent. */
    public record OfSeed(long seed, Judgement.Paired paired) {
    }

    /**
     * What two entries chose alike, the mean over seeds.
     *
     * @param shared  rows that both chose
     * @param jaccard of these among all that either chose
     */
    public record Overlap(String one, String other, Amount budget, double shared, double jaccard) {
    }
}
