package io.sluice.contracts.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a canary does; {@code GET /adapters/NAME/canary}.
 *
 * @param since         requests before this don't count
 * @param active        absent when nothing answers beside the canary
 * @param evidence      that it fails too often: an e-value, 1 says nothing
 * @param evidenceMax   at which it is rolled back
 * @param scoreAtMost   upper bound of its mean score
 * @param activeAtLeast lower bound of the active version's mean score
 * @param alarm         why it has to go; absent while there is no reason
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CanaryReport(String name, Instant since, Arm canary, @Nullable Arm active, double evidence, double evidenceMax,
        double scoreAtMost, @Nullable Double activeAtLeast, @Nullable String alarm) {

    /**
     * One of the two versions.
     *
     * @param errors    requests that failed
     * @param scores    requests that their callers judged
     * @param meanScore 0..1, absent without scores
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Arm(@Nullable String version, long requests, long errors, long scores, @Nullable Double meanScore) {
    }
}
