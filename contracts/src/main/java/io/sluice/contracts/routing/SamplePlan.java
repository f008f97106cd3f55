package io.sluice.contracts.routing;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Several samples of one answer, under whatever policy: all of them fork one reading of the prompt, sample i draws with
 * the request's seed + i, and one of them becomes the answer. All of their tokens count as completion tokens.
 *
 * @param count 1..{@value #COUNT_MAX}
 */
public record SamplePlan(int count, Pick pick) {

    public static final int COUNT_MAX = 16;

    /** Which sample becomes the answer. */
    public enum Pick {
        /**
         * First Finish Search (arXiv:2505.18149): the one that ends with the fewest tokens, ties to the lowest index; the
         * others stop there. One that was cut by its length has not ended. When none ends, the first one is the answer.
         * An end token does not count.
         */
        @JsonProperty("first_finish") FIRST_FINISH,
        /**
         * The final answer that most samples agree on, ties to the one with the lowest index: what stands behind the last
         * {@code ####}, or else the whole text, without white space around it. Samples that were cut by their length have
         * no vote. It ends as soon as no other answer can win, as if the samples wrote a token each at a time; of those
         * that agreed by then the one with the lowest index is the answer.
         */
        @JsonProperty("majority") MAJORITY
    }
}
