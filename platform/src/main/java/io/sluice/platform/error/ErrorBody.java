package io.sluice.platform.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

/** OpenAI's error body; all four keys are always present. */
public record ErrorBody(Detail error) {

    @JsonInclude(Include.ALWAYS)
    public record Detail(String message, String type, @Nullable String param, @Nullable String code) {
    }

    public static ErrorBody of(SluiceException failure) {
        return new ErrorBody(new Detail(String.valueOf(failure.getMessage()), type(failure.status()), failure.param(), failure.code()));
    }

    /** As OpenAI's clients know it: of 429 alone that it is a matter of rates. */
    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
