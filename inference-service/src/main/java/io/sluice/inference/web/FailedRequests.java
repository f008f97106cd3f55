package io.sluice.inference.web;

import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The engine's failures as HTTP's, where an answer is one document. */
final class FailedRequests {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private FailedRequests() {
    }

    static SluiceException exception(Failed failed) {
        return exception(failed, failed.param());
    }

    static SluiceException exception(Failed failed, @Nullable String param) {
        return switch (failed.kind()) {
            case "user" -> SluiceException.user(failed.code().equals("model_not_found") ? 404 : 400, failed.code(), failed.message(), param);
            case "capacity" -> SluiceException.capacity(503, failed.code(), failed.message(), RETRY);
            case "external" -> SluiceException.external(failed.code().equals("deadline_exceeded") ? 504 : 502, failed.code(), failed.message());
            default -> new SluiceException(ErrorKind.INTERNAL, 500, failed.code(), failed.message(), param, null);
        };
    }
}
