package io.sluice.benchmarks.engine.contender;

/**
 * A model is in memory.
 *
 * @param seconds  from the request to readiness
 * @param describe what computes: kernels, instructions, version
 */
public record Loaded(double seconds, String describe) {
}
