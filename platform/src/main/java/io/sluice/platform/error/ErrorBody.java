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
        return new ErrorBody(new Detail(String.valueOf(failure.getMessage()), type(failure), failure.param(), failure.code()));
    }

    private static String type(SluiceException failure) {
        return failure.status() == 401 ? "authentication_error" : failure.kind().type();
    }
}
