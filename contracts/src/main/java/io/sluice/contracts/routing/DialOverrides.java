package io.sluice.contracts.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sluice} object of a request: which policy and dials the caller wants. Absent fields are filled by the
 * router, from the calibration in force or else from its configuration. Ranges are those of {@link Dials}.
 *
 * @param policy     absent: the router's default policy
 * @param entropies  true: the answer carries the deciding entropy of each token
 * @param samples    several samples under whatever policy, of which one becomes the answer; absent: one
 * @param adapters   how adapters are chosen; only where the model is {@code BASE:auto}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DialOverrides(
        @Nullable Policy policy,
        @Nullable EntropyRule rule,
        @Nullable Double threshold,
        @Nullable Integer window,
        @JsonProperty("min_run") @Nullable Integer minRun,
        @JsonProperty("cool_down") @Nullable Integer coolDown,
        @JsonProperty("large_share") @Nullable Double largeShare,
        @Nullable Long seed,
        @Nullable Boolean entropies,
        @Nullable SamplePlan samples,
        @Nullable AdapterDials adapters) {

    /** For a model that is named. */
    public DialOverrides(@Nullable Policy policy, @Nullable EntropyRule rule, @Nullable Double threshold, @Nullable Integer window,
            @Nullable Integer minRun, @Nullable Integer coolDown, @Nullable Double largeShare, @Nullable Long seed,
            @Nullable Boolean entropies, @Nullable SamplePlan samples) {
        this(policy, rule, threshold, window, minRun, coolDown, largeShare, seed, entropies, samples, null);
    }

    /** One sample. */
    public DialOverrides(@Nullable Policy policy, @Nullable EntropyRule rule, @Nullable Double threshold, @Nullable Integer window,
            @Nullable Integer minRun, @Nullable Integer coolDown, @Nullable Double largeShare, @Nullable Long seed,
            @Nullable Boolean entropies) {
        this(policy, rule, threshold, window, minRun, coolDown, largeShare, seed, entropies, null, null);
    }

    /** Nothing asked for: the router decides everything. */
    public static final DialOverrides NONE = new DialOverrides(null, null, null, null, null, null, null, null, null);
}
