package io.sluice.benchmarks.serving;

/** Nothing can be measured, and why. */
public final class ServingFailedException extends Exception {

    public ServingFailedException(String message) {
        super(message);
    }
}
