package io.sluice.gateway.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.routing.DialOverrides;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of {@code /v1/completions} as it was sent; {@code prompt} is a string, strings, token ids or lists of them. */
@JsonIgnoreProperties("user")
record CompletionBody(
        @Nullable String model,
        @Nullable JsonNode prompt,
        @JsonProperty("max_tokens") @Nullable Integer maxTokens,
        @Nullable Double temperature,
        @JsonProperty("top_p") @Nullable Double topP,
        @JsonProperty("top_k") @Nullable Integer topK,
        @JsonProperty("min_p") @Nullable Double minP,
        @JsonProperty("presence_penalty") @Nullable Double presencePenalty,
        @JsonProperty("frequency_penalty") @Nullable Double frequencyPenalty,
        @JsonProperty("repetition_penalty") @Nullable Double repetitionPenalty,
        @JsonProperty("logit_bias") @Nullable Map<String, Double> logitBias,
        @Nullable Long seed,
        @Nullable Integer n,
        @JsonProperty("best_of") @Nullable Integer bestOf,
        @Nullable JsonNode stop,
        @Nullable Integer logprobs,
        @JsonProperty("response_format") @Nullable JsonNode responseFormat,
        @JsonProperty("structured_outputs") @Nullable JsonNode structuredOutputs,
        @Nullable Boolean echo,
        @Nullable String suffix,
        @Nullable Boolean stream,
        @JsonProperty("stream_options") @Nullable StreamOptions streamOptions,
        @Nullable DialOverrides sluice) {
}
