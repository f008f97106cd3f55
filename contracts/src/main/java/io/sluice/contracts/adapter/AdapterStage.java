package io.sluice.contracts.adapter;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a version is in its life. Only {@link #serves} versions answer requests. */
public enum AdapterStage {
    /** Its files are sound; nobody has held them against the base yet. */
    @JsonProperty("uploaded") UPLOADED,
    /** It fits its base and answers who names this version. */
    @JsonProperty("validated") VALIDATED,
    /** It answers a share of those who name no version. */
    @JsonProperty("canary") CANARY,
    /** It answers everybody else who names no version. */
    @JsonProperty("active") ACTIVE,
    /** For good: it answers nobody. */
    @JsonProperty("retired") RETIRED,
    /** It does not fit its base, for good. */
    @JsonProperty("rejected") REJECTED;

    public boolean serves() {
        return this == VALIDATED || this == CANARY || this == ACTIVE;
    }
}
