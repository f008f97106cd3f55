package io.sluice.workflow.definition;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a workflow's document, and where.
 *
 * @param pointer RFC 6901; empty: the document as a whole
 * @param message a sentence for who wrote it
 * @param line    1 first; absent where it is not known
 */
public record Problem(String pointer, String message, @Nullable Integer line) {

    static Problem at(String pointer, String message) {
        return new Problem(pointer, message, null);
    }

    /** A pointer's next step. */
    static String step(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
