package io.sluice.inference.engine;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.ToolUse;
import java.util.List;

/** Text to token ids and back. Thread-safe. */
public interface Tokenizer {

    /**
     * Text as it is, preceded by the BOS token when the model uses one. Control tokens' names in the text stay text.
     */
    int[] encode(String text);

    /**
     * The conversation through the model's chat template, ready for the assistant's turn. Only the template writes
     * control tokens; their names inside a message stay text.
     *
     * @param tools functions that may be called; a template that does not look at them does not tell the model of them
     * @throws ChatTemplateException when the model has no template or the template fails
     */
    int[] encodeChat(List<ChatMessage> messages, List<ToolUse.Tool> tools);

    /** The same without functions. */
    default int[] encodeChat(List<ChatMessage> messages) {
        return encodeChat(messages, List.of());
    }

    /** The model's chat template, by which the form of its calls of functions is known; empty when it has none. */
    String template();

    /** The token's own bytes; empty for control tokens. Concatenated over an encoding they are the text's UTF-8. */
    byte[] bytesOf(int token);

    /** The name of a token for people, control tokens included. */
    String nameOf(int token);
}
