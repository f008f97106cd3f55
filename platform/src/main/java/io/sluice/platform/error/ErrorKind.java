package io.sluice.platform.error;

/** Whose fault a failure is, which is also what a caller may do about it. */
public enum ErrorKind {
    /** The request is wrong: change it. */
    USER("invalid_request_error"),
    /** Too much at once: come back later. */
    CAPACITY("rate_limit_error"),
    /** Something this service needs is away: try again. */
    EXTERNAL("upstream_error"),
    /** A bug here. */
    INTERNAL("server_error");

    private final String type;

    ErrorKind(String type) {
        this.type = type;
    }

    /** The {@code type} in the OpenAI error body. */
    public String type() {
        return type;
    }
}
