package io.sluice.workflow.scheduling.value;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Who has had a turn in a run, written as one word: the names in alphabetical order, joined by {@code +}. An agent that fails at a
 * task mostly fails at it again, which neither the last agent nor the verdict tell.
 */
public final class Memory {

    /** Nobody. */
    public static final String NOBODY = "-";
    /** Nothing is known of it: what is written so stands for runs of every memory. */
    public static final String ANY = "*";

    private Memory() {
    }

    public static String of(Collection<String> executed) {
        return executed.isEmpty() ? NOBODY : String.join("+", new TreeSet<>(executed));
    }

    /** After one more agent had its turn. */
    public static String with(String memory, String agent) {
        if (memory.equals(ANY)) {
            return ANY;
        }
        TreeSet<String> names = new TreeSet<>();
        if (!memory.equals(NOBODY)) {
            names.addAll(List.of(memory.split("\\+")));
        }
        names.add(agent);
        return String.join("+", names);
    }
}
