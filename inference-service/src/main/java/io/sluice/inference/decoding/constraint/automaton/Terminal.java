package io.sluice.inference.decoding.constraint.automaton;

import java.util.Set;

/**
 * A non-empty regular language over bytes as a deterministic machine whose states are numbers. Every state that can be
 * reached has a completion (the machine is trimmed), so a byte that has a transition never leads into a dead end.
 * Immutable and shared between threads.
 */
public sealed interface Terminal permits ByteDfa, CountedString {

    /** What {@link #next} returns when no text of the language goes on like that. */
    int DEAD = -1;

    int start();

    /** @param value 0 to 255 */
    int next(int state, int value);

    boolean accepts(int state);

    /** Bytes of the shortest completion, 0 when the state accepts. */
    int remaining(int state);

    /** Bytes of the shortest completion of at least one byte; 0 when there is none. */
    int continuation(int state);

    /**
     * How many characters that stand for themselves inside a JSON string (everything but quote, backslash and controls)
     * may follow: exactly the runs of up to that many are possible, none of them ends the text, and each leaves a state
     * whose {@link #remaining} is not larger. {@code -1} when the machine can't tell that cheaply.
     */
    int plainRun(int state);

    /**
     * A state with the same transitions and exits as far as {@code horizon} bytes ahead, so that a mask is computed once
     * for all of them.
     */
    int alike(int state, int horizon);

    /** Adds every byte that a text of the language may hold. */
    void addAlphabet(Set<Integer> bytes);
}
