package io.sluice.benchmarks.serving;

/**
 * How one request went, as its caller saw it.
 *
 * @param firstMillis from when it was due to its first token
 * @param totalMillis from when it was due to its end
 * @param tokens      of the answer
 * @param cached      tokens of the prompt that the service knew already
 */
record Sample(double firstMillis, double totalMillis, int tokens, int cached) {

    /** Time per token after the first; NaN when there is none. */
    double tokenMillis() {
        return tokens < 2 ? Double.NaN : (totalMillis - firstMillis) / (tokens - 1);
    }
}
