package io.sluice.router.calibration.job;

/** A calibration can't go on; the message is shown to whoever asked for it. */
final class CalibrationFailedException extends RuntimeException {

    CalibrationFailedException(String message) {
        super(message);
    }
}
