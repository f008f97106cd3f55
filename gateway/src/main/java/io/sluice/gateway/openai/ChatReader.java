package io.sluice.gateway.openai;

import io.sluice.contracts.generation.Sampling;
import java.util.List;

/** From {@link ChatBody} to {@link Ask}; what can't be done is refused by name. */
final class ChatReader {

    private static final int TOP_LOGPROBS_MAX = 20;

    private ChatReader() {
    }

    static Ask read(ChatBody body) {
        refuseUnsupported(body);
        boolean stream = Boolean.TRUE.equals(body.stream());
        boolean logprobs = Boolean.TRUE.equals(body.logprobs());
        if (body.topLogprobs() != null && !logprobs) {
            throw FieldRules.invalid("top_logprobs", "needs logprobs: true");
        }
        if (body.maxTokens() != null && body.maxCompletionTokens() != null) {
            throw FieldRules.invalid("max_completion_tokens", "and 'max_tokens' say the same; send one of them");
        }
        int topLogprobs = FieldRules.within("top_logprobs", body.topLogprobs(), 0, TOP_LOGPROBS_MAX, 0);
        Integer maxTokens = body.maxCompletionTokens() != null
                ? Integer.valueOf(FieldRules.within("max_completion_tokens", body.maxCompletionTokens(), 1, FieldRules.TOKENS_MAX, 1))
                : body.maxTokens() != null
                        ? Integer.valueOf(FieldRules.within("max_tokens", body.maxTokens(), 1, FieldRules.TOKENS_MAX, 1)) : null;
        int n = FieldRules.within("n", body.n(), 1, FieldRules.CHOICES_MAX, 1);
        Sampling sampling = FieldRules.sampling(body.temperature(), body.topP(), body.topK(), body.minP(), body.presencePenalty(),
                body.frequencyPenalty(), body.repetitionPenalty(), body.logitBias(), body.seed());
        return new Ask(FieldRules.model(body.model()), FieldRules.overrides(body.sluice(), sampling.temperature(), n, 1),
                List.of(new Ask.Prompt(MessageReader.read(body.messages()), null, null)), sampling, n, maxTokens, FieldRules.stop(body.stop()),
                logprobs ? Integer.valueOf(topLogprobs) : null,
                FormatReader.read(body.responseFormat(), body.structuredOutputs()), ToolReader.read(body), false, stream,
                FieldRules.includeUsage(body.streamOptions(), stream));
    }

    private static void refuseUnsupported(ChatBody body) {
        if (body.modalities() != null && !body.modalities().equals(List.of("text"))) {
            throw FieldRules.invalid("modalities", "must be [\"text\"]");
        }
    }
}
