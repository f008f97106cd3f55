package io.sluice.benchmarks.samples;

import java.util.List;

/**
 * What one method made of one question.
 *
 * @param written    the answer; of {@link Method#ALL} all of them
 * @param tokens     of all samples
 * @param cpuSeconds of the engine's threads
 */
record Outcome(List<Written> written, int tokens, double cpuSeconds) {

    record Written(boolean right, int tokens) {
    }

    double share() {
        return written.stream().mapToInt(each -> each.right() ? 1 : 0).average().orElse(0);
    }
}
