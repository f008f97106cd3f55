package io.sluice.benchmarks.engine.contender;

/** How fast memory was read. */
public record Bandwidth(double bytesPerSecond) {
}
