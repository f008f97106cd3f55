package io.sluice.inference.engine;

/** A model folder that can't be served. The message is one sentence with the reason, without the folder's path. */
public final class ModelRefusedException extends RuntimeException {

    public ModelRefusedException(String message) {
        super(message);
    }

    public ModelRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
