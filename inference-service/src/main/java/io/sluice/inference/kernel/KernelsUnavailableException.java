package io.sluice.inference.kernel;

/** This JVM can't run the vector kernels. The message says which flag to add or which machine is missing. */
public final class KernelsUnavailableException extends RuntimeException {

    KernelsUnavailableException(String message) {
        super(message);
    }
}
