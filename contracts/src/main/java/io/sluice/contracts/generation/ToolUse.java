package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions that an answer may call.
 *
 * @param tools    at least one; names are unique
 * @param only     the one that has to be called, where {@code choice} is {@link Choice#NAMED}
 * @param parallel whether an answer may hold more than one call
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ToolUse(List<Tool> tools, Choice choice, @Nullable String only, boolean parallel) {

    /**
     * A function.
     *
     * @param name       1..64 letters, digits, underscores and dashes
     * @param parameters JSON Schema of an object, as text; absent: no parameters
     * @param strict     whether a schema that can't be held exactly is refused; if not, it stands for any object
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Tool(String name, @Nullable String description, @Nullable String parameters, boolean strict) {
    }

    /** Who decides whether a function is called. */
    public enum Choice {
        /** The model. */
        @JsonProperty("auto") AUTO,
        /** Nothing but calls. */
        @JsonProperty("required") REQUIRED,
        /** One call of the named function. */
        @JsonProperty("named") NAMED
    }
}
