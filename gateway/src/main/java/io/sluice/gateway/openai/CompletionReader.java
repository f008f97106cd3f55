package io.sluice.gateway.openai;

import io.sluice.contracts.generation.Sampling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** From {@link CompletionBody} to {@link Ask}. */
final class CompletionReader {

    /** As OpenAI's. */
    private static final int TOKENS_STANDARD = 16;
    private static final int LOGPROBS_MAX = 5;

    private CompletionReader() {
    }

    static Ask read(CompletionBody body) {
        boolean stream = Boolean.TRUE.equals(body.stream());
        boolean echo = Boolean.TRUE.equals(body.echo());
        int n = FieldRules.within("n", body.n(), 1, FieldRules.CHOICES_MAX, 1);
        if (body.bestOf() != null && body.bestOf() != n) {
            throw FieldRules.invalid("best_of", "is not supported beyond n");
        }
        if (body.suffix() != null && !body.suffix().isEmpty()) {
            throw FieldRules.invalid("suffix", "is not supported");
        }
        List<Ask.Prompt> prompts = prompts(body.prompt());
        if (prompts.size() * n > FieldRules.CHOICES_MAX) {
            throw FieldRules.invalid("n", "times the number of prompts must be at most " + FieldRules.CHOICES_MAX);
        }
        Sampling sampling = FieldRules.sampling(body.temperature(), body.topP(), body.topK(), body.minP(), body.presencePenalty(),
                body.frequencyPenalty(), body.repetitionPenalty(), body.logitBias(), body.seed());
        return new Ask(FieldRules.model(body.model()),
                FieldRules.overrides(body.sluice(), sampling.temperature(), n, prompts.size()), prompts, sampling, n, FieldRules.within("max_tokens", body.maxTokens(), echo ? 0 : 1, FieldRules.TOKENS_MAX, TOKENS_STANDARD),
                FieldRules.stop(body.stop()),
                body.logprobs() == null ? null : Integer.valueOf(FieldRules.within("logprobs", body.logprobs(), 0, LOGPROBS_MAX, 0)),
                FormatReader.read(body.responseFormat(), body.structuredOutputs()), null, echo, stream, FieldRules.includeUsage(body.streamOptions(), stream));
    }

    private static List<Ask.Prompt> prompts(@Nullable JsonNode prompt) {
        if (prompt == null || prompt.isNull()) {
            throw FieldRules.invalid("prompt", "is required");
        }
        if (prompt.isString()) {
            return List.of(text(prompt));
        }
        if (!prompt.isArray() || prompt.isEmpty()) {
            throw FieldRules.invalid("prompt", "must be a string, an array of strings, token ids or arrays of token ids");
        }
        if (prompt.get(0).isNumber()) {
            return List.of(tokens(prompt));
        }
        List<Ask.Prompt> prompts = new ArrayList<>();
        for (JsonNode each : prompt) {
            prompts.add(each.isArray() && !each.isEmpty() ? tokens(each) : text(each));
        }
        return List.copyOf(prompts);
    }

    private static Ask.Prompt text(JsonNode node) {
        if (!node.isString()) {
            throw FieldRules.invalid("prompt", "must be a string, an array of strings, token ids or arrays of token ids");
        }
        return new Ask.Prompt(null, FieldRules.text("prompt", node.asString()), null);
    }

    private static Ask.Prompt tokens(JsonNode array) {
        List<Integer> tokens = new ArrayList<>();
        for (JsonNode token : array) {
            if (!token.isIntegralNumber() || !token.canConvertToInt() || token.asInt() < 0) {
                throw FieldRules.invalid("prompt", "holds something that is no token id");
            }
            tokens.add(token.asInt());
        }
        return new Ask.Prompt(null, null, List.copyOf(tokens));
    }
}
