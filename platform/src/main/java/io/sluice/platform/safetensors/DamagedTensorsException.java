package io.sluice.platform.safetensors;

/** A file is no safetensors file that can be trusted; the message says why and names no path. */
public final class DamagedTensorsException extends Exception {

    public DamagedTensorsException(String message) {
        super(message, null, false, false);
    }
}
