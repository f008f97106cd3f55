package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param role    {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content text; empty for an assistant's turn that holds calls only
 * @param calls   what an assistant's turn called
 * @param callId  for a tool's turn: the call that it answers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatMessage(String role, String content, @Nullable List<Call> calls, @Nullable String callId) {

    /** @param arguments JSON text of an object */
    public record Call(String id, String name, String arguments) {
    }

    public ChatMessage(String role, String content) {
        this(role, content, null, null);
    }
}
