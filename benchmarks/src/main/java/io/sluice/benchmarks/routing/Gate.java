package io.sluice.benchmarks.routing;

import java.util.List;

/**
 * What token-level routing has to reach, and whether it did.
 *
 * @param name  the demand in words
 * @param value what was measured
 * @param limit what was demanded
 */
public record Gate(String name, double value, double limit, boolean met) {

    static final double OF_LARGE = 0.98;
    static final double LARGE_SHARE = 0.15;
    static final double CPU_RATIO = 0.60;

    /** The demands on one row; {@code random} is the control at equal share. */
    static List<Gate> of(Row row, Row random) {
        return List.of(
                atLeast("accuracy relative to the large model", row.ofLarge(), OF_LARGE),
                atMost("share of tokens by the large model", row.largeShare(), LARGE_SHARE),
                atMost("CPU cost relative to the large model", row.cpuRatio(), CPU_RATIO),
                above("accuracy, against the single models mixed at equal cost", row.accuracy(), row.singlesAtSameCost()),
                above("accuracy, against random switching at equal share", row.accuracy(), random.accuracy()));
    }

    private static Gate atLeast(String name, double value, double limit) {
        return new Gate(name + " ≥", value, limit, value >= limit);
    }

    private static Gate atMost(String name, double value, double limit) {
        return new Gate(name + " ≤", value, limit, value <= limit);
    }

    private static Gate above(String name, double value, double limit) {
        return new Gate(name + " >", value, limit, value > limit);
    }
}
