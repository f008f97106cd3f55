package io.sluice.inference.quantization;

/** A folder can't be quantised. The message is one sentence for the user. */
public final class QuantizationException extends RuntimeException {

    QuantizationException(String message) {
        super(message);
    }

    QuantizationException(String message, Throwable cause) {
        super(message, cause);
    }
}
