package io.sluice.inference.decoding;

/** The model returned numbers that no token can be drawn from. That is a fault of the model, never of the caller. */
public final class BrokenLogitsException extends RuntimeException {

    BrokenLogitsException(String message) {
        super(message);
    }
}
