package io.sluice.benchmarks.engine.contender;

/** A contender's process ended, or did not answer in time; the message says why, as far as the process told. */
public final class ContenderFailedException extends Exception {

    private static final long serialVersionUID = 1;

    ContenderFailedException(String message) {
        super(message);
    }
}
