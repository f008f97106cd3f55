package io.sluice.platform.safetensors;

/** A file is no safetensors file that can be trusted; the message says why, as what follows the name of the file. */
public final class DamagedTensorsException extends Exception {

    public DamagedTensorsException(String message) {
        super(message, null, false, false);
    }
}
