package io.sluice.selection.noise;

import java.util.List;

/**
 * A worked solution as the program that it is: each number of it is a given, the result of a step, or the result of an
 * earlier step used again.
 *
 * @param worked    the response
 * @param slots     all numbers of the work that matter, in their order
 * @param equations the steps, in their order; at least one
 */
record Trace(Worked worked, List<Slot> slots, List<Equation> equations) implements Reading {

    /** No step: the number is a given. */
    static final int GIVEN = -1;

    /**
     * A number in the text of the work.
     *
     * @param from   where it begins
     * @param to     behind its last digit
     * @param source the step whose result it is or repeats, or {@link #GIVEN}
     */
    record Slot(int from, int to, long value, int source) {
    }

    /** What the numbers are when the steps come to these results instead. */
    long value(int slot, long[] results) {
        Slot at = slots.get(slot);
        return at.source() == GIVEN ? at.value() : results[at.source()];
    }

    /** The operands of a step, given the results of those before it. */
    long[] operands(int step, long[] results) {
        return equations.get(step).operands().stream().mapToLong(slot -> value(slot, results)).toArray();
    }

    /** The response with these results; what does not hang on them stays as it is written. */
    String text(long[] results) {
        String work = worked.work();
        StringBuilder text = new StringBuilder(work.length() + 16);
        int done = 0;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            long value = value(i, results);
            text.append(work, done, slot.from());
            text.append(value == slot.value() ? work.substring(slot.from(), slot.to()) : Long.toString(value));
            done = slot.to();
        }
        text.append(work, done, work.length());
        long last = results[results.length - 1];
        long before = slots.get(equations.getLast().result()).value();
        return worked.with(text.toString(), last == before ? worked.answer() : Long.toString(last));
    }
}
