package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Thresholds that hold a quality floor were certified; routing uses them from now on.
 *
 * @param calibrationId        identity of this fit
 * @param pair                 digests of the small and the large model it is valid for, joined by {@code +}
 * @param qualityFloor         ρ: routed accuracy ≥ ρ × the large model's
 * @param confidence           1 − δ
 * @param labels               labelled prompts the certificate rests on
 * @param accuracy             routed accuracy on them
 * @param largeAccuracy        the large model's accuracy on them
 * @param largeShare           share of answer tokens by the large model on them
 * @param labelsDigest         SHA-256 of the labelled prompts, hex
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CalibrationPublished(
        String calibrationId,
        Policy policy,
        Dials dials,
        @Nullable ProbeModel probe,
        String pair,
        double qualityFloor,
        double confidence,
        int labels,
        double accuracy,
        double largeAccuracy,
        double largeShare,
        String labelsDigest,
        Instant publishedAt) implements SluiceEvent {

    public static final String TYPE = "io.sluice.route.calibration.published.v1";

    /** Policy, and rule where there is one: a newer calibration replaces the older one of the same key. */
    @Override
    public String aggregateId() {
        return dials.rule() == null ? policy.name() : policy.name() + ":" + dials.rule().name();
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String topic() {
        return Topics.ROUTE_CALIBRATIONS;
    }
}
