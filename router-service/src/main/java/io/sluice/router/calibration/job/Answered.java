package io.sluice.router.calibration.job;

import io.sluice.contracts.generation.RoutingReport;

/**
 * One graded answer.
 *
 * @param tokens of the answer
 */
record Answered(boolean right, int tokens, RoutingReport report) {

    double quality() {
        return right ? 1 : 0;
    }

    double score() {
        Double score = report.score();
        return score == null ? Double.NaN : score;
    }

    double largeTokens() {
        return report.largeShare() * tokens;
    }
}
