package io.sluice.contracts.routing;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an answer's tokens are shared between the small and the large model. */
public enum Policy {
    /** The caller named one model; no routing. */
    @JsonProperty("pinned") PINNED,
    /** The small model writes everything. */
    @JsonProperty("small") SMALL,
    /** The large model writes everything. */
    @JsonProperty("large") LARGE,
    /** Request level: prompt features and the small model's entropy over the prompt choose one of the two. */
    @JsonProperty("probe") PROBE,
    /** Request level: the small model answers; the large one answers again when confidence is low. */
    @JsonProperty("cascade") CASCADE,
    /** Token level: the models hand over inside the answer, by entropy. See {@link EntropyRule}. */
    @JsonProperty("entropy") ENTROPY,
    /** Token level control: each token is the large model's with a fixed probability. */
    @JsonProperty("random") RANDOM,
    /** The large model's answer, exactly; the small one drafts tokens ahead that the large one checks in one pass. */
    @JsonProperty("speculative") SPECULATIVE
}
