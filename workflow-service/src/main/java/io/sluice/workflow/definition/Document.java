package io.sluice.workflow.definition;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A text as a tree.
 *
 * @param lines by JSON pointer, 1 first
 */
record Document(JsonNode tree, Map<String, Integer> lines) {

    static final int CHARACTERS_MAX = 256 * 1024;
    static final int DEPTH_MAX = 48;

    /** The text is no document. */
    static final class Unreadable extends Exception {

        private final transient Problem problem;

        Unreadable(String pointer, String message, int line) {
            super(message, null, false, false);
            this.problem = new Problem(pointer, message, line);
        }

        Problem problem() {
            return problem;
        }
    }

    /** JSON where it begins as an object of JSON does, else YAML. */
    static Document of(String text) throws Unreadable {
        if (text.length() > CHARACTERS_MAX) {
            throw new Unreadable("", "the document has more than " + CHARACTERS_MAX + " characters", 1);
        }
        return text.stripLeading().startsWith("{") ? JsonText.read(text) : YamlText.read(text);
    }

    /** The problem with its line, or with that of the nearest place around it. */
    Problem locate(Problem problem) {
        if (problem.line() != null) {
            return problem;
        }
        String pointer = problem.pointer();
        while (!pointer.isEmpty() && !lines.containsKey(pointer)) {
            pointer = pointer.substring(0, pointer.lastIndexOf('/'));
        }
        return new Problem(problem.pointer(), problem.message(), lines.getOrDefault(pointer, 1));
    }
}
