package io.sluice.contracts.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The router's decision, complete: the inference-service needs nothing else to run it.
 *
 * @param small         name of the small model; the pinned one under {@link Policy#PINNED}
 * @param large         name of the large model; equal to {@code small} under {@link Policy#PINNED}
 * @param probe         present exactly when the policy is {@link Policy#PROBE}
 * @param calibrationId the calibration the threshold came from; absent when it is configured or the caller's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoutePlan(
        Policy policy,
        String small,
        String large,
        Dials dials,
        @Nullable ProbeModel probe,
        @Nullable String calibrationId) {
}
