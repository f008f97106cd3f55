package io.sluice.selection.dataset;

import java.io.IOException;

/** What was uploaded can't become a data set; ends the intake, which tells it as a value. */
final class RefusedUpload extends IOException {

    private final String code;

    RefusedUpload(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
