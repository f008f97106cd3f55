package io.sluice.inference.decoding.constraint.tool;

/**
 * How a call is written: {@code opening {"name": NAME, ARGUMENTS: {..}} closing}, several joined by {@code between}. Models
 * call best in the form of their own chat template.
 *
 * @param opening not empty: a call may begin anywhere in a text, and this text begins nothing else; empty: an answer whose
 *     first character is an opening brace is a call
 * @param argumentsKey key of the arguments
 */
public record ToolCallFormat(String opening, String argumentsKey, String closing, String between) {

    /** Qwen 2.5 and 3, Hermes: each call between tags. */
    public static final ToolCallFormat HERMES = new ToolCallFormat("<tool_call>\n", "arguments", "\n</tool_call>", "\n");
    /** Llama 3.1 and later: the answer is the call. */
    public static final ToolCallFormat LLAMA = new ToolCallFormat("", "parameters", "", "; ");
    /** For models without a form of their own. */
    public static final ToolCallFormat PLAIN = new ToolCallFormat("", "arguments", "", "\n");

    /** The part of {@link #opening} that marks a call, without the line end behind it. */
    String mark() {
        return opening.strip();
    }
}
