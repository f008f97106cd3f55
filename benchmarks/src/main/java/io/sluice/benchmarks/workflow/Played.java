package io.sluice.benchmarks.workflow;

import io.sluice.workflow.scheduling.Episode;

/**
 * One run and what it came to.
 *
 * @param reward value of what was solved, less the price
 */
record Played(Episode episode, boolean solved, int steps, long tokens, double price, double reward) {
}
