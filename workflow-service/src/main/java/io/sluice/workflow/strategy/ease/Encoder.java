package io.sluice.workflow.strategy.ease;

/** Turns text into a vector of length 1 (or 0 for nothing). */
public interface Encoder {

    int width();

    double[] encode(String text);
}
