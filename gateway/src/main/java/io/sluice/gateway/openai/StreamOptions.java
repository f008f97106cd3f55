package io.sluice.gateway.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** @param includeUsage a last chunk without choices carries the usage, and the others {@code usage: null} */
@JsonIgnoreProperties("include_obfuscation")
record StreamOptions(@JsonProperty("include_usage") @Nullable Boolean includeUsage) {
}
