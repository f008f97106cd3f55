package io.sluice.inference.decoding.constraint.automaton;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A minimal, trimmed automaton as a table over classes of bytes that behave alike. */
public final class ByteDfa implements Terminal {

    private final byte[] classOf;
    private final int classes;
    private final int[] table;
    private final boolean[] accepting;
    private final int[] remaining;
    private final int[] continuation;
    private final boolean[] plainLoop;
    private final int hash;

    /**
     * @param table next state of {@code state} on class {@code c} at {@code state * classes + c}, or {@link #DEAD};
     *     every state reaches an accepting one; 0 is the start
     */
    ByteDfa(byte[] classOf, int classes, int[] table, boolean[] accepting) {
        this.classOf = classOf;
        this.classes = classes;
        this.table = table;
        this.accepting = accepting;
        this.hash = 31 * (31 * Arrays.hashCode(table) + Arrays.hashCode(classOf)) + Arrays.hashCode(accepting);
        this.remaining = distances();
        this.continuation = continuations();
        this.plainLoop = new boolean[accepting.length];
        for (int state = 0; state < accepting.length; state++) {
            plainLoop[state] = !accepting[state] && loopsOnPlain(state);
        }
    }

    /** The language of exactly this text. */
    public static ByteDfa literal(byte[] text) {
        byte[] classOf = new byte[256];
        int classes = 1;
        for (byte b : text) {
            if (classOf[b & 255] == 0) {
                classOf[b & 255] = (byte) classes++;
            }
        }
        int[] table = new int[(text.length + 1) * classes];
        Arrays.fill(table, DEAD);
        for (int i = 0; i < text.length; i++) {
            table[i * classes + (classOf[text[i] & 255] & 255)] = i + 1;
        }
        boolean[] accepting = new boolean[text.length + 1];
        accepting[text.length] = true;
        return new ByteDfa(classOf, classes, table, accepting);
    }

    /** The same language without the empty text, or null when nothing is left. */
    public @Nullable ByteDfa withoutEmpty() {
        if (!accepting[0]) {
            return this;
        }
        if (continuation[0] == 0) {
            return null;
        }
        int states = states();
        int[] more = Arrays.copyOf(table, table.length + classes);
        System.arraycopy(table, 0, more, table.length, classes);
        boolean[] ends = Arrays.copyOf(accepting, states + 1);
        return swapped(more, ends, states);
    }

    /** With states 0 and {@code other} exchanged, so that the start is 0 again. */
    private ByteDfa swapped(int[] from, boolean[] ends, int other) {
        int[] to = new int[from.length];
        boolean[] accept = new boolean[ends.length];
        for (int state = 0; state < ends.length; state++) {
            int target = state == 0 ? other : state == other ? 0 : state;
            accept[target] = ends[state];
            for (int c = 0; c < classes; c++) {
                int next = from[state * classes + c];
                to[target * classes + c] = next == 0 ? other : next;
            }
        }
        return new ByteDfa(classOf, classes, to, accept);
    }

    public int states() {
        return accepting.length;
    }

    @Override
    public int start() {
        return 0;
    }

    @Override
    public int next(int state, int value) {
        return table[state * classes + (classOf[value] & 255)];
    }

    @Override
    public boolean accepts(int state) {
        return accepting[state];
    }

    @Override
    public int remaining(int state) {
        return remaining[state];
    }

    @Override
    public int continuation(int state) {
        return continuation[state];
    }

    @Override
    public int plainRun(int state) {
        return plainLoop[state] ? Integer.MAX_VALUE : -1;
    }

    @Override
    public int alike(int state, int horizon) {
        return state;
    }

    @Override
    public void addAlphabet(Set<Integer> bytes) {
        for (int b = 0; b < 256; b++) {
            for (int state = 0; state < accepting.length; state++) {
                if (next(state, b) != DEAD) {
                    bytes.add(b);
                    break;
                }
            }
        }
    }

    /** Whether the language holds this text. */
    public boolean matches(byte[] text) {
        int state = 0;
        for (byte b : text) {
            state = next(state, b & 255);
            if (state == DEAD) {
                return false;
            }
        }
        return accepting[state];
    }

    /** Same table, so the same language and states: what is known about one holds for the other. */
    @Override
    public boolean equals(Object other) {
        return other == this
                || other instanceof ByteDfa that
                        && that.hash == hash
                        && Arrays.equals(that.table, table)
                        && Arrays.equals(that.classOf, classOf)
                        && Arrays.equals(that.accepting, accepting);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    private int[] distances() {
        int states = accepting.length;
        int[] count = new int[states + 1];
        for (int next : table) {
            if (next != DEAD) {
                count[next + 1]++;
            }
        }
        for (int s = 0; s < states; s++) {
            count[s + 1] += count[s];
        }
        int[] sources = new int[count[states]];
        int[] fill = Arrays.copyOf(count, states);
        for (int i = 0; i < table.length; i++) {
            if (table[i] != DEAD) {
                sources[fill[table[i]]++] = i / classes;
            }
        }
        int[] distance = new int[states];
        Arrays.fill(distance, -1);
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (int s = 0; s < states; s++) {
            if (accepting[s]) {
                distance[s] = 0;
                open.add(s);
            }
        }
        while (!open.isEmpty()) {
            int state = open.remove();
            for (int i = count[state]; i < count[state + 1]; i++) {
                if (distance[sources[i]] < 0) {
                    distance[sources[i]] = distance[state] + 1;
                    open.add(sources[i]);
                }
            }
        }
        return distance;
    }

    private int[] continuations() {
        int[] least = new int[accepting.length];
        for (int state = 0; state < least.length; state++) {
            for (int c = 0; c < classes; c++) {
                int next = table[state * classes + c];
                if (next != DEAD && (least[state] == 0 || remaining[next] + 1 < least[state])) {
                    least[state] = remaining[next] + 1;
                }
            }
        }
        return least;
    }

    private boolean loopsOnPlain(int state) {
        if (next(state, 'a') != state) {
            return false;
        }
        for (int b = 0x20; b < 0x80; b++) {
            if (b != '"' && b != '\\' && next(state, b) != state) {
                return false;
            }
        }
        for (int b = 0xC2; b <= 0xF4; b++) {
            if (!Utf8.tailsLead(this, next(state, b), b, state)) {
                return false;
            }
        }
        return true;
    }
}
