package io.sluice.trainer.continual;

import java.util.List;

/**
 * The same stream seen with three ways of answering.
 *
 * @param sequential the online adapter alone: plain sequential tuning
 * @param offline    its moving average alone
 * @param ensemble   LAE: both
 */
public record ContinualResult(
        List<String> skills, AccuracyMatrix sequential, AccuracyMatrix offline, AccuracyMatrix ensemble) {}
