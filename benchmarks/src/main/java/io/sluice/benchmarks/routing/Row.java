package io.sluice.benchmarks.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.routing.Dials;
import org.jspecify.annotations.Nullable;

/**
 * One line of the result. Ratios are to the large model alone on the same items.
 *
 * @param accuracyLow      lower end of the 95 % interval
 * @param singlesAtSameCost accuracy of the best mixture of the two single models at this CPU cost
 * @param acceptance       share of the small model's drafts that the large one accepted; only under {@code speculative}
 * @param dials            what the policy ran with; absent for a model alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Row(
        String policy,
        double accuracy,
        double accuracyLow,
        double accuracyHigh,
        double ofLarge,
        double largeShare,
        double flopsRatio,
        double cpuRatio,
        double cpuSeconds,
        double catchUpPerItem,
        double switchesPerItem,
        double singlesAtSameCost,
        @Nullable Double acceptance,
        @Nullable Dials dials) {

    /**
     * @param small what the small model alone did on the same items
     * @param large what the large model alone did on the same items
     */
    static Row of(String policy, Tally tally, Tally small, Tally large, @Nullable Dials dials) {
        Interval interval = Interval.of(tally.correct(), tally.items());
        double cpuRatio = ratio(tally.cpuSeconds(), large.cpuSeconds());
        return new Row(
                policy,
                tally.accuracy(),
                interval.low(),
                interval.high(),
                ratio(tally.accuracy(), large.accuracy()),
                tally.largeShare(),
                ratio(tally.flops(), large.flops()),
                cpuRatio,
                tally.cpuSeconds(),
                tally.catchUpPerItem(),
                tally.switchesPerItem(),
                mixture(cpuRatio, small, large),
                tally.acceptance(),
                dials);
    }

    /** Accuracy of sending each item to small or large by chance so that the mean CPU cost is {@code cpuRatio}. */
    private static double mixture(double cpuRatio, Tally small, Tally large) {
        double cheapest = ratio(small.cpuSeconds(), large.cpuSeconds());
        double share = cheapest >= 1 ? 1 : Math.clamp((cpuRatio - cheapest) / (1 - cheapest), 0, 1);
        return small.accuracy() + share * (large.accuracy() - small.accuracy());
    }

    private static double ratio(double value, double reference) {
        return reference == 0 ? 0 : value / reference;
    }
}
