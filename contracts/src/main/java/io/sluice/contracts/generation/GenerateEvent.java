package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the answer stream. Order: {@code Started}, then any {@code Delta}s and {@code Call}s and per choice one {@code Finished},
 * then exactly one of {@code Completed} and {@code Failed}. A stream that ends without that last line was cut.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
        @JsonSubTypes.Type(value = GenerateEvent.Started.class, name = "started"),
        @JsonSubTypes.Type(value = GenerateEvent.Delta.class, name = "delta"),
        @JsonSubTypes.Type(value = GenerateEvent.Call.class, name = "call"),
        @JsonSubTypes.Type(value = GenerateEvent.Finished.class, name = "finished"),
        @JsonSubTypes.Type(value = GenerateEvent.Completed.class, name = "completed"),
        @JsonSubTypes.Type(value = GenerateEvent.Failed.class, name = "failed")
})
public sealed interface GenerateEvent {

    /** The prompt was accepted and counted. */
    record Started(String requestId, int promptTokens) implements GenerateEvent {
    }

    /**
     * Text that is final: it holds whole characters only and can't become part of a stop string. {@code tokens} are
     * those whose text is in it; a token that ended inside a character comes with a later delta.
     */
    record Delta(int choice, String text, List<TokenTrace> tokens) implements GenerateEvent {
    }

    /**
     * A piece of a function's call.
     *
     * @param index     which call of the choice, from 0
     * @param name      the function's; only with the first piece of a call
     * @param arguments the next piece of its arguments' JSON text, maybe empty
     * @param tokens    those whose text is in it, also what belongs to the form of a call only
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Call(int choice, int index, @Nullable String name, String arguments, List<TokenTrace> tokens) implements GenerateEvent {
    }

    /** A choice ended; {@code stopString} is the one that ended it, if one did. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Finished(int choice, FinishReason reason, @Nullable String stopString) implements GenerateEvent {
    }

    /** Everything was generated. */
    record Completed(Usage usage, RoutingReport routing) implements GenerateEvent {
    }

    /**
     * Generation ended early.
     *
     * @param kind  {@code user}, {@code capacity}, {@code external} or {@code internal}
     * @param code  stable, snake_case, e.g. {@code context_length_exceeded}, {@code deadline_exceeded}
     * @param param the request field at fault, where there is one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failed(String kind, String code, String message, @Nullable String param) implements GenerateEvent {
    }
}
