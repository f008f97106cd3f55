package io.sluice.inference.decoding.constraint.grammar;

/** A step took more than its {@link Fuel}: this answer fails, the others go on. */
public final class ConstraintTooCostlyException extends RuntimeException {

    ConstraintTooCostlyException(String message) {
        super(message, null, false, false);
    }
}
