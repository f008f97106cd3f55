package io.sluice.benchmarks.selection.real;

/** @param file the number of the file it is from, among those of its kind */
record Passage(Kind kind, int file, String text) {
}
