package io.sluice.benchmarks.serving;

import java.util.List;

/**
 * What a stretch of load came to.
 *
 * @param seconds    of wall time
 * @param cpuSeconds of processor time that the serving process used
 */
record LoadRun(List<Sample> samples, int promptTokens, double seconds, double cpuSeconds) {

    int answerTokens() {
        return samples.stream().mapToInt(Sample::tokens).sum();
    }

    int cachedTokens() {
        return samples.stream().mapToInt(Sample::cached).sum();
    }

    double tokensPerSecond() {
        return answerTokens() / seconds;
    }

    double tokensPerCpuSecond() {
        return answerTokens() / cpuSeconds;
    }

    Quantiles first() {
        return Quantiles.of(samples, Sample::firstMillis);
    }

    Quantiles token() {
        return Quantiles.of(samples, Sample::tokenMillis);
    }
}
