package io.sluice.benchmarks.serving;

/** Nothing can be measured, and why. */
public final class ServingFailedException extends Exception {

    ServingFailedException(String message) {
        super(message);
    }
}
