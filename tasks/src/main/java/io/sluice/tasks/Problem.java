package io.sluice.tasks;

import org.jspecify.annotations.Nullable;

/**
 * A problem of several steps, with what each role has to say of it.
 *
 * @param text       as a user puts it
 * @param steps      how a model that answers alone works it out
 * @param answer     what is graded
 * @param lookups    what is read off a table before the expression can be written; mostly empty
 * @param expression whose value leads to the answer; absent: there is nothing to work out
 * @param wording    what that value is called in the answer
 * @param plain      whether it is of the kind and size that the shipped models know
 */
record Problem(
        String text, String steps, String answer, String lookups, @Nullable Expression expression, Wording wording, boolean plain) {

    /** Makes an answer of a number. */
    interface Wording {

        /** The number is the answer. */
        Wording NUMBER = Long::toString;

        String of(long value);
    }

    static Problem ofNumber(String text, String steps, String lookups, Expression expression, boolean plain) {
        return new Problem(text, steps, Long.toString(expression.value()), lookups, expression, Wording.NUMBER, plain);
    }

    static Problem ofWord(String text, String steps, Expression expression, Wording wording) {
        return new Problem(text, steps, wording.of(expression.value()), "", expression, wording, false);
    }

    Exercise exercise() {
        return new Exercise(text, steps, answer);
    }
}
