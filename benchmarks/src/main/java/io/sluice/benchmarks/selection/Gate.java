package io.sluice.benchmarks.selection;

/** A demand, in words, and whether it was met. */
public record Gate(String name, String measured, boolean met) {
}
