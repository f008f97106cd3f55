package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What the text of an answer has to be. No token that would break it is drawn; a definition that can't be held exactly is
 * refused.
 *
 * @param definition the schema, expression or grammar as text; absent for {@link Kind#JSON_OBJECT}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutputFormat(Kind kind, @Nullable String definition) {

    /** What a definition is written in. */
    public enum Kind {
        /** Any JSON object. */
        @JsonProperty("json_object") JSON_OBJECT,
        /** JSON Schema. */
        @JsonProperty("json_schema") JSON_SCHEMA,
        /** A regular expression that the whole text matches. */
        @JsonProperty("regex") REGEX,
        /** A context-free grammar in GBNF, whose start rule is {@code root}. */
        @JsonProperty("grammar") GRAMMAR
    }
}
