package io.sluice.benchmarks.selection;

/**
 * What a model came to that has learned from a choice.
 *
 * @param loss       on held-out items of what is wanted: nats a token of the right answer
 * @param accuracy   share of them answered rightly
 * @param steps      of the training
 * @param cpuSeconds of the thread that trained
 */
record Trained(double loss, double accuracy, int steps, double cpuSeconds) {
}
