package io.sluice.router.routing;

import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest calibration of each policy and rule. A calibration is valid for the pair of models it was made on, and void
 * for any other. Applying events in any order, any number of times, leads to the same state. Thread-safe.
 */
public final class CalibrationsInForce {

    private final Map<String, CalibrationPublished> byKey = new ConcurrentHashMap<>();

    public void apply(CalibrationPublished event) {
        byKey.merge(event.aggregateId(), event, CalibrationsInForce::newer);
    }

    public Optional<CalibrationPublished> find(Policy policy, @Nullable EntropyRule rule, String pair) {
        return byKey.values().stream()
                .filter(each -> each.policy() == policy && each.dials().rule() == rule && each.pair().equals(pair))
                .findFirst();
    }

    public List<CalibrationPublished> list() {
        return byKey.values().stream()
                .sorted(java.util.Comparator.comparing(CalibrationPublished::aggregateId))
                .toList();
    }

    public static String pair(ModelCard small, ModelCard large) {
        return small.digest() + "+" + large.digest();
    }

    private static CalibrationPublished newer(CalibrationPublished one, CalibrationPublished other) {
        int byTime = one.publishedAt().compareTo(other.publishedAt());
        int order = byTime != 0 ? byTime : one.calibrationId().compareTo(other.calibrationId());
        return order >= 0 ? one : other;
    }
}
