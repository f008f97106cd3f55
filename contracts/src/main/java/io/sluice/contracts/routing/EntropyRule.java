package io.sluice.contracts.routing;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which entropy decides a hand-over under {@link Policy#ENTROPY}. */
public enum EntropyRule {
    /** Entropy Adaptive Decoding as published: rolling mean of the <em>active</em> model's entropies. */
    @JsonProperty("published") PUBLISHED,
    /** The <em>small</em> model's entropy at the current token. */
    @JsonProperty("current") CURRENT
}
