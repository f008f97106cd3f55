package io.sluice.platform.error;

import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Any throwable as the one kind of failure that callers see. */
public final class FailureMapping {

    private static final Logger LOG = LoggerFactory.getLogger(FailureMapping.class);
    private static final int CAUSES_MAX = 10;

    private FailureMapping() {
    }

    public static SluiceException of(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++, cause = cause.getCause()) {
            switch (cause) {
                case SluiceException known -> {
                    return known;
                }
                case DataBufferLimitException tooLarge -> {
                    return SluiceException.user(413, "request_too_large", "the request body is too large", null);
                }
                case JacksonException json -> {
                    return ofJson(json);
                }
                default -> {
                    // look deeper
                }
            }
        }
        return switch (failure) {
            case ServerWebInputException input when input.getCause() instanceof TypeMismatchException -> ofParameter(input);
            case ResponseStatusException status -> ofStatus(status);
            case DecodingException undecodable -> SluiceException.user(400, "invalid_json", "the request body is not valid JSON", null);
            default -> {
                LOG.error("unexpected failure", failure);
                yield new SluiceException(ErrorKind.INTERNAL, 500, "internal_error", "an internal error occurred", null, null);
            }
        };
    }

    /** Part of a path or query. */
    private static SluiceException ofParameter(ServerWebInputException input) {
        MethodParameter parameter = input.getMethodParameter();
        if (parameter == null) {
            return ofStatus(input);
        }
        String name = parameter.getParameter().getName();
        return SluiceException.invalid(name, "invalid_type", "'" + name + "' has the wrong type");
    }

    private static SluiceException ofStatus(ResponseStatusException failure) {
        int status = failure.getStatusCode().value();
        String reason = failure.getReason() == null ? failure.getStatusCode().toString() : failure.getReason();
        return switch (status) {
            case 404 -> SluiceException.user(404, "not_found", "there is nothing at this path", null);
            case 405 -> SluiceException.user(405, "method_not_allowed", "this path does not take this method", null);
            case 415 -> SluiceException.user(415, "unsupported_media_type", "send application/json", null);
            default -> status < 500
                    ? SluiceException.user(status, "invalid_request", reason, null)
                    : new SluiceException(ErrorKind.INTERNAL, status, "internal_error", "an internal error occurred", null, null);
        };
    }

    /** Says where the fault is, and never repeats what stood there. */
    private static SluiceException ofJson(JacksonException json) {
        String param = path(json.getPath());
        String where = json.getLocation() == null ? "" : " at line " + json.getLocation().getLineNr() + ", column " + json.getLocation().getColumnNr();
        return switch (json) {
            case UnrecognizedPropertyException unknown -> SluiceException.user(400, "unknown_field",
                    "unrecognized request argument: " + param, param.isEmpty() ? null : param);
            case MismatchedInputException mismatch when !param.isEmpty() -> SluiceException.invalid(param, "invalid_type",
                    "'" + param + "' has the wrong type" + where);
            case InputCoercionException range when !param.isEmpty() -> SluiceException.invalid(param, "invalid_value",
                    "'" + param + "' is a number out of range" + where);
            case StreamConstraintsException limit -> SluiceException.user(400, "json_limit_exceeded",
                    "the JSON is nested too deeply or holds a number or string that is too long" + where, param.isEmpty() ? null : param);
            default -> SluiceException.user(400, "invalid_json", "the request body is not valid JSON" + where
                    + (String.valueOf(json.getOriginalMessage()).startsWith("Duplicate") ? ": a key appears twice" : ""),
                    param.isEmpty() ? null : param);
        };
    }

    private static String path(List<JacksonException.Reference> path) {
        return path.stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }
}
