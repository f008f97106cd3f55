package io.sluice.gateway.openai;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.TokenTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How one API writes a choice; the rest of an answer is alike in both. */
interface AnswerShape {

    /** What is done, as OpenTelemetry's GenAI conventions name it. */
    String operation();

    /** The prefix of an answer's id. */
    String idPrefix();

    String object(boolean chunk);

    /** A whole choice; {@code calls} are of functions, mostly none. */
    ObjectNode choice(int index, String text, List<FunctionCall> calls, List<TokenTrace> tokens, FinishReason reason, boolean logprobs);

    /** A choice of a chunk that holds the next piece of a call; the id comes with the name, before any arguments. */
    ObjectNode call(int index, FunctionCall piece, int position, List<TokenTrace> tokens, boolean logprobs);

    /**
     * A choice of a chunk.
     *
     * @param text   absent on the first and the last chunk of a choice
     * @param offset characters (code points) of the choice before {@code text}
     */
    ObjectNode delta(int index, @Nullable String text, List<TokenTrace> tokens, int offset, @Nullable FinishReason reason, boolean logprobs);

    /** Whether a choice begins with a chunk that holds no text. */
    boolean opens();
}
