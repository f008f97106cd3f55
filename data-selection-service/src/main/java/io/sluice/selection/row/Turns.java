package io.sluice.selection.row;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one conversation. The last one of the assistant is the response; what comes after it teaches nothing. One
 * turn before it is the prompt as it stands, several are told with their roles, one below the other.
 */
final class Turns {

    private static final int TURNS_MAX = 1000;

    private record Turn(String role, String content) {
    }

    private final List<Turn> turns = new ArrayList<>();
    private RowFault.@Nullable Kind fault;
    private String field = RowDraft.MESSAGES;
    private String message = "";

    void clear() {
        turns.clear();
        fault = null;
        field = RowDraft.MESSAGES;
    }

    void add(String role, String content) {
        if (turns.size() == TURNS_MAX) {
            fail(RowFault.Kind.WRONG_TYPE, RowDraft.MESSAGES, "a conversation has at most " + TURNS_MAX + " turns");
        } else {
            turns.add(new Turn(role, content));
        }
    }

    /** The first one counts. */
    void fail(RowFault.Kind kind, String where, String why) {
        if (fault == null) {
            fault = kind;
            field = where;
            message = why;
        }
    }

    RowResult finish(RowDraft draft, long ordinal, long line) {
        if (fault != null) {
            return new RowFault(fault, line, field, message);
        }
        int last = turns.size() - 1;
        while (last >= 0 && !turns.get(last).role().equals("assistant")) {
            last--;
        }
        if (last < 0) {
            return new RowFault(RowFault.Kind.MISSING_FIELD, line, RowDraft.MESSAGES, "no turn has the role assistant");
        }
        if (last == 0) {
            return new RowFault(RowFault.Kind.MISSING_FIELD, line, RowDraft.MESSAGES, "nothing stands before the assistant's turn");
        }
        String response = turns.get(last).content();
        if (response.isBlank()) {
            return new RowFault(RowFault.Kind.EMPTY, line, RowDraft.MESSAGES + "[" + last + "].content", "the assistant's last turn is blank");
        }
        return draft.row(ordinal, RowForm.CHAT, prompt(turns.subList(0, last)), response);
    }

    private static String prompt(List<Turn> before) {
        if (before.size() == 1) {
            return before.getFirst().content();
        }
        StringBuilder told = new StringBuilder();
        for (Turn turn : before) {
            told.append(told.isEmpty() ? "" : "\n").append(turn.role()).append(": ").append(turn.content());
        }
        return told.toString();
    }
}
