package io.sluice.benchmarks.routing;

import io.sluice.contracts.routing.ProbeModel;
import java.util.List;

/**
 * The whole measurement, as the JSON file holds it.
 *
 * @param seed             of the test set; the calibration set uses its own split
 * @param items            test items, the same for every policy
 * @param calibrationItems items the thresholds were chosen on
 * @param probe            the probe as it was fitted, ready for {@code router-service.yml}
 * @param frontier         every setting tried on the calibration split, cheapest first
 * @param gates            demands on the row {@code entropy-current}
 */
public record RoutingResult(
        long seed,
        int items,
        int calibrationItems,
        List<Row> rows,
        ProbeModel probe,
        List<FrontierPoint> frontier,
        List<Gate> gates) {

    /**
     * One setting on the calibration split.
     *
     * @param accuracy of the routed answers; {@code ofLarge} is relative to the large model's on the same items
     */
    public record FrontierPoint(
            String policy, double threshold, int minRun, double accuracy, double ofLarge, double largeShare, double flopsRatio) {
    }

    public boolean met() {
        return gates.stream().allMatch(Gate::met);
    }
}
