package io.sluice.gateway.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.routing.DialOverrides;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code /v1/chat/completions} as it was sent. Fields that change nothing here are let through by name; any
 * other unknown field is an error, since ignoring a wish in silence is worse than refusing it.
 */
@JsonIgnoreProperties({"user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key",
    "prompt_cache_retention", "verbosity"})
record ChatBody(
        @Nullable String model,
        @Nullable List<Message> messages,
        @JsonProperty("max_tokens") @Nullable Integer maxTokens,
        @JsonProperty("max_completion_tokens") @Nullable Integer maxCompletionTokens,
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
        @Nullable JsonNode stop,
        @Nullable Boolean logprobs,
        @JsonProperty("top_logprobs") @Nullable Integer topLogprobs,
        @Nullable Boolean stream,
        @JsonProperty("stream_options") @Nullable StreamOptions streamOptions,
        @JsonProperty("response_format") @Nullable JsonNode responseFormat,
        @JsonProperty("structured_outputs") @Nullable JsonNode structuredOutputs,
        @Nullable List<Tool> tools,
        @JsonProperty("tool_choice") @Nullable JsonNode toolChoice,
        @JsonProperty("parallel_tool_calls") @Nullable Boolean parallelToolCalls,
        @Nullable List<String> modalities,
        @Nullable DialOverrides sluice) {

    @JsonIgnoreProperties({"name", "refusal", "annotations", "audio"})
    record Message(
            @Nullable String role,
            @Nullable JsonNode content,
            @JsonProperty("tool_calls") @Nullable List<Call> toolCalls,
            @JsonProperty("tool_call_id") @Nullable String toolCallId) {
    }

    record Call(@Nullable String id, @Nullable String type, @Nullable Called function) {
    }

    record Called(@Nullable String name, @Nullable String arguments) {
    }

    record Tool(@Nullable String type, @Nullable Function function) {
    }

    record Function(@Nullable String name, @Nullable String description, @Nullable JsonNode parameters, @Nullable Boolean strict) {
    }
}
