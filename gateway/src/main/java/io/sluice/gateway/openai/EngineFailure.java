package io.sluice.gateway.openai;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the engine says of a failure, in the words of the public API. */
final class EngineFailure {

    private static final Map<String, String> FIELDS = Map.of(
            "choices", "n", "prompt", "prompt", "messages", "messages", "maxTokens", "max_tokens",
            "topLogprobs", "top_logprobs", "promptTokens", "prompt", "plan.small", "model", "plan.large", "model",
            "plan.policy", "sluice.policy");

    private EngineFailure() {
    }

    static SluiceException of(GenerateEvent.Failed failed) {
        String param = param(failed.param());
        return switch (failed.kind()) {
            case "user" -> SluiceException.user(failed.code().equals("model_not_found") ? 404 : 400, failed.code(), failed.message(), param);
            case "capacity" -> SluiceException.capacity(503, failed.code(), failed.message(), Duration.ofSeconds(1));
            case "external" -> SluiceException.external(failed.code().equals("deadline_exceeded") ? 504 : 502, failed.code(), failed.message());
            default -> failed.code().equals("deadline_exceeded")
                    ? SluiceException.external(504, failed.code(), failed.message())
                    : new SluiceException(ErrorKind.INTERNAL, 500, failed.code(), failed.message(), param, null);
        };
    }

    private static @Nullable String param(@Nullable String field) {
        if (field == null) {
            return null;
        }
        if (field.startsWith("plan.dials.")) {
            return "sluice." + snake(field.substring("plan.dials.".length()));
        }
        String bare = field.startsWith("sampling.") ? field.substring("sampling.".length()) : field;
        return FIELDS.getOrDefault(bare, snake(bare));
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
