package io.sluice.standalone.service;

/** The one line about a failed start that helps a user: what went wrong at the bottom of Spring's chain of causes. */
final class StartReason {

    private StartReason() {
    }

    static String of(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.isBlank() ? cause.getClass().getName() : line;
    }
}
