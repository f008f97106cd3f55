package io.sluice.platform.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failure that ends a request. The message is shown to the caller: it holds no prompt, no secret and says what to do.
 */
public final class SluiceException extends RuntimeException {

    private final ErrorKind kind;
    private final int status;
    private final String code;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    /**
     * @param status     HTTP status, 400..599
     * @param code       stable, snake_case
     * @param param      the field at fault, where there is one
     * @param retryAfter when it may work again, where that is known
     */
    public SluiceException(ErrorKind kind, int status, String code, String message, @Nullable String param,
            @Nullable Duration retryAfter) {
        super(message, null, false, kind == ErrorKind.INTERNAL);
        this.kind = kind;
        this.status = status;
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    /** 400: a field of the request is wrong. */
    public static SluiceException invalid(String param, String code, String message) {
        return new SluiceException(ErrorKind.USER, 400, code, message, param, null);
    }

    /** A request that can't be served for what it is. */
    public static SluiceException user(int status, String code, String message, @Nullable String param) {
        return new SluiceException(ErrorKind.USER, status, code, message, param, null);
    }

    /** 429 or 503: too much at once. */
    public static SluiceException capacity(int status, String code, String message, Duration retryAfter) {
        return new SluiceException(ErrorKind.CAPACITY, status, code, message, null, retryAfter);
    }

    /** 502, 503 or 504: something needed is away. */
    public static SluiceException external(int status, String code, String message) {
        return new SluiceException(ErrorKind.EXTERNAL, status, code, message, null, Duration.ofSeconds(1));
    }

    public ErrorKind kind() {
        return kind;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public @Nullable String param() {
        return param;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
