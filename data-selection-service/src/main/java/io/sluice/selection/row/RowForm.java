package io.sluice.selection.row;

import java.util.Locale;

/** How a row says what it teaches. */
public enum RowForm {

    /** {@code text}: prose or code without a question; the response is all of it, the prompt is empty. */
    PLAIN,

    /** {@code prompt} and {@code completion}, or {@code instruction}, {@code output} and perhaps {@code input}. */
    INSTRUCTION,

    /** {@code messages} with {@code role} and {@code content}; the last turn of the assistant is the response. */
    CHAT;

    /** As reports and profiles name it: {@code plain}, {@code instruction}, {@code chat}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
