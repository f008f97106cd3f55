package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a choice ended. */
public enum FinishReason {
    /** An end-of-text token or a stop string. */
    @JsonProperty("stop") STOP,
    /** {@code maxTokens} or the end of the context. */
    @JsonProperty("length") LENGTH,
    /** The answer is calls of functions. */
    @JsonProperty("tool_calls") TOOL_CALLS
}
