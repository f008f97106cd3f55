package io.sluice.workflow.kafka;

/** Nobody waits for the step any more, or what it did can't be made known: whoever does it stops. */
final class AbandonedException extends RuntimeException {

    AbandonedException(String message) {
        super(message, null, false, false);
    }
}
