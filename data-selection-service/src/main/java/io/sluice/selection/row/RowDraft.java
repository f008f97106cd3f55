package io.sluice.selection.row;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record being read, field by field, whatever its file format. {@link #finish} says which form it has: the first of
 * {@code messages}; {@code prompt} and {@code completion}; {@code instruction}, {@code input}, {@code output}; {@code text}
 * of which a field is there. A field that is null is not there. Fields of other forms are passed over; of all other fields
 * the short ones are labels. To be used again after {@link #clear}; not thread-safe.
 */
public final class RowDraft {

    public static final String ID = "id";
    public static final String MESSAGES = "messages";
    private static final String TEXT = "text";
    private static final String PROMPT = "prompt";
    private static final String COMPLETION = "completion";
    private static final String INSTRUCTION = "instruction";
    private static final String INPUT = "input";
    private static final String OUTPUT = "output";
    private static final Set<String> CONTENT = Set.of(TEXT, PROMPT, COMPLETION, INSTRUCTION, INPUT, OUTPUT);

    private static final int ID_CHARS_MAX = 256;
    private static final int LABEL_CHARS_MAX = 64;
    private static final int LABELS_MAX = 16;

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> wrong = new HashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Turns turns = new Turns();
    private boolean chat;
    private @Nullable String id;
    private RowFault.@Nullable Kind fault;
    private String field = "";
    private String message = "";

    public void clear() {
        texts.clear();
        wrong.clear();
        labels.clear();
        turns.clear();
        chat = false;
        id = null;
        fault = null;
    }

    /** Whether a string under this name matters however long it is; others are labels or nothing. */
    public static boolean needed(String name) {
        return CONTENT.contains(name) || name.equals(ID) || name.equals(MESSAGES);
    }

    /** A field that is a string. */
    public void text(String name, String value) {
        if (!wellFormed(value)) {
            fail(RowFault.Kind.NOT_UTF8, name, "half of a surrogate pair");
        } else if (CONTENT.contains(name)) {
            if (texts.put(name, value) != null) {
                twice(name);
            }
        } else if (name.equals(ID)) {
            identify(value);
        } else if (name.equals(MESSAGES)) {
            wrong(name, "an array of turns is wanted");
        } else {
            label(name, value);
        }
    }

    /** A field that is an integer, true or false, as it is written. */
    public void literal(String name, String value) {
        if (CONTENT.contains(name) || name.equals(MESSAGES)) {
            wrong(name, "a string is wanted");
        } else if (name.equals(ID)) {
            identify(value);
        } else {
            label(name, value);
        }
    }

    /** A field that is neither of these, and not null. */
    public void wrong(String name, String wanted) {
        if (CONTENT.contains(name)) {
            wrong.put(name, wanted);
        } else if (name.equals(ID)) {
            fail(RowFault.Kind.WRONG_TYPE, ID, "an id is a string or an integer");
        } else if (name.equals(MESSAGES)) {
            chat = true;
            turns.fail(RowFault.Kind.WRONG_TYPE, MESSAGES, "an array of turns is wanted");
        }
    }

    /** The field {@code messages} begins. */
    public void messages() {
        if (chat) {
            twice(MESSAGES);
        }
        chat = true;
    }

    /** The next turn; null for a field that is not there. */
    public void turn(int index, @Nullable String role, @Nullable String content) {
        String place = MESSAGES + "[" + index + "]";
        if (role == null || content == null) {
            turns.fail(RowFault.Kind.MISSING_FIELD, place + (role == null ? ".role" : ".content"), "a turn has a role and a content");
        } else if (!wellFormed(role) || !wellFormed(content)) {
            fail(RowFault.Kind.NOT_UTF8, place, "half of a surrogate pair");
        } else {
            turns.add(role, content);
        }
    }

    /** Something is wrong within {@code messages}. */
    public void badTurn(RowFault.Kind kind, String place, String why) {
        turns.fail(kind, place, why);
    }

    public RowResult finish(long ordinal, long line) {
        if (fault != null) {
            return new RowFault(fault, line, field, message);
        }
        if (chat) {
            return turns.finish(this, ordinal, line);
        }
        if (there(PROMPT) || there(COMPLETION)) {
            return instruction(ordinal, line, PROMPT, COMPLETION);
        }
        if (there(INSTRUCTION) || there(OUTPUT)) {
            return instruction(ordinal, line, INSTRUCTION, OUTPUT);
        }
        if (!there(TEXT)) {
            return new RowFault(RowFault.Kind.MISSING_FIELD, line, TEXT,
                    "a row has text, or prompt and completion, or instruction and output, or messages");
        }
        RowFault missing = check(line, TEXT);
        return missing != null ? missing : row(ordinal, RowForm.PLAIN, "", value(TEXT));
    }

    private RowResult instruction(long ordinal, long line, String question, String answer) {
        RowFault missing = check(line, question);
        missing = missing != null ? missing : check(line, answer);
        if (missing != null) {
            return missing;
        }
        String input = "";
        if (question.equals(INSTRUCTION)) {
            if (wrong.containsKey(INPUT)) {
                return new RowFault(RowFault.Kind.WRONG_TYPE, line, INPUT, wrong.get(INPUT));
            }
            input = texts.getOrDefault(INPUT, "");
        }
        String prompt = input.isBlank() ? value(question) : value(question) + "\n\n" + input;
        return row(ordinal, RowForm.INSTRUCTION, prompt, value(answer));
    }

    Row row(long ordinal, RowForm form, String prompt, String response) {
        return new Row(ordinal, id, form, prompt, response, labels);
    }

    private @Nullable RowFault check(long line, String name) {
        if (wrong.containsKey(name)) {
            return new RowFault(RowFault.Kind.WRONG_TYPE, line, name, wrong.get(name));
        }
        if (!texts.containsKey(name)) {
            return new RowFault(RowFault.Kind.MISSING_FIELD, line, name, "the row's form needs this field");
        }
        return value(name).isBlank() ? new RowFault(RowFault.Kind.EMPTY, line, name, "the text is blank") : null;
    }

    private String value(String name) {
        return texts.getOrDefault(name, "");
    }

    private boolean there(String name) {
        return texts.containsKey(name) || wrong.containsKey(name);
    }

    private void identify(String value) {
        if (id != null) {
            twice(ID);
        } else if (value.length() > ID_CHARS_MAX) {
            fail(RowFault.Kind.WRONG_TYPE, ID, "an id has at most " + ID_CHARS_MAX + " characters");
        } else {
            id = value;
        }
    }

    private void label(String name, String value) {
        if (labels.size() < LABELS_MAX && name.length() <= LABEL_CHARS_MAX && value.length() <= LABEL_CHARS_MAX && wellFormed(name)) {
            labels.putIfAbsent(name, value);
        }
    }

    private void twice(String name) {
        fail(RowFault.Kind.DUPLICATE_FIELD, name, "the field stands twice");
    }

    private void fail(RowFault.Kind kind, String where, String why) {
        if (fault == null) {
            fault = kind;
            field = where;
            message = why;
        }
    }

    private static boolean wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
