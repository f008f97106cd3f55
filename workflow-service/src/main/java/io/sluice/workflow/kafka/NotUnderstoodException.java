package io.sluice.workflow.kafka;

/** A newer version wrote it, and this one must not decide on it. */
final class NotUnderstoodException extends RuntimeException {

    NotUnderstoodException(String what) {
        super(what, null, false, false);
    }
}
