package io.sluice.e2e.client;

import org.jspecify.annotations.Nullable;

/** A client raised: the simple name of what it threw and, as far as the client tells, the status, code and field. */
final class Raised extends RuntimeException {

    final String type;
    final int status;
    final @Nullable String code;
    final @Nullable String param;

    Raised(String type, int status, @Nullable String code, @Nullable String param, String message, @Nullable Throwable cause) {
        super(type + " " + status + " " + code + " " + param + ": " + message, cause);
        this.type = type;
        this.status = status;
        this.code = code;
        this.param = param;
    }
}
