package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts of a grammar byte by byte, all ways of reading them at once. Sets of stacks are shared and unique
 * ({@link Frames}), so a copy of a configuration is its reference, and ambiguous grammars stay small. Every configuration
 * can be completed.
 *
 * <p>Rule bodies that end with a rule leave nothing on the stack, so right recursion takes no space. One machine belongs to
 * one request: not thread-safe.
 */
public final class StackMachine {

    /** Sets remembered as unique; beyond it they are forgotten, which costs sharing but changes no answer. */
    private static final int REMEMBERED = 200_000;
    private static final int DEPTH_LIMIT = 1_500;

    private final Grammar grammar;
    private final Fuel fuel;
    private final Map<Frames, Frames> frames = new HashMap<>();
    private final Map<Configuration, Configuration> configurations = new HashMap<>();
    private final Frames bottom;

    public StackMachine(Grammar grammar) {
        this.grammar = grammar;
        this.fuel = new Fuel();
        this.bottom = new Frames(new long[0], new Frames[0], true, 0);
        frames.put(bottom, bottom);
    }

    public Fuel fuel() {
        return fuel;
    }

    public Configuration start() {
        return expand(push(Frames.element(0, 0, 0), bottom));
    }

    /** @return null when no text goes on with this byte */
    public @Nullable Configuration next(Configuration from, int value) {
        if (from.successors != null && from.successors[value] != null) {
            return from.successors[value];
        }
        if (from.keys.length == 1) {
            return nextOfOne(from, value);
        }
        Items items = new Items();
        for (int i = 0; i < from.keys.length; i++) {
            int node = Configuration.node(from.keys[i]);
            Terminal terminal = grammar.terminal(node);
            int state = terminal.next(Configuration.state(from.keys[i]), value);
            if (state == Terminal.DEAD) {
                continue;
            }
            if (terminal.continuation(state) > 0) {
                items.add((long) node << 32 | state, from.below[i]);
            }
            if (terminal.accepts(state)) {
                items.addAll(expand(from.below[i]));
            }
        }
        fuel.burn(1 + from.keys.length + items.keys.size());
        return items.isEmpty() ? null : items.configuration();
    }

    private @Nullable Configuration nextOfOne(Configuration from, int value) {
        fuel.burn(1);
        int node = Configuration.node(from.keys[0]);
        Terminal terminal = grammar.terminal(node);
        int state = terminal.next(Configuration.state(from.keys[0]), value);
        if (state == Terminal.DEAD) {
            return null;
        }
        Frames below = from.below[0];
        int more = terminal.continuation(state);
        if (!terminal.accepts(state)) {
            long[] key = {(long) node << 32 | state};
            return unique(new Configuration(key, from.below, false, more + below.bytes));
        }
        if (more == 0) {
            return expand(below);
        }
        Items items = new Items();
        items.add((long) node << 32 | state, below);
        items.addAll(expand(below));
        return items.configuration();
    }

    /** As {@link #next}, and remembers the answer with {@code from}. */
    @Nullable Configuration nextKept(Configuration from, int value) {
        Configuration next = next(from, value);
        if (next != null) {
            if (from.successors == null) {
                from.successors = new Configuration[256];
            }
            from.successors[value] = next;
        }
        return next;
    }

    /** @return null when the text does not go on like that */
    public @Nullable Configuration next(Configuration from, byte[] text) {
        Configuration current = from;
        for (byte b : text) {
            current = next(current, b & 255);
            if (current == null) {
                return null;
            }
        }
        return current;
    }

    Grammar grammar() {
        return grammar;
    }

    /** What stacks may read next. */
    Configuration expand(Frames stacks) {
        if (stacks.expanded == null) {
            stacks.expanded = expansion(stacks);
        }
        return stacks.expanded;
    }

    private record Open(long element, Frames below) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Open open && open.element == element && open.below == below;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(element) * 31 + System.identityHashCode(below);
        }
    }

    private Configuration expansion(Frames stacks) {
        Items items = new Items();
        ArrayDeque<Open> open = new ArrayDeque<>();
        Set<Open> seen = new HashSet<>();
        pop(stacks, open, items);
        while (!open.isEmpty()) {
            Open next = open.pop();
            if (seen.add(next)) {
                fuel.burn(2);
                expandOne(next, open, items);
            }
        }
        return items.configuration();
    }

    private void pop(Frames stacks, ArrayDeque<Open> open, Items items) {
        for (int i = 0; i < stacks.elements.length; i++) {
            open.push(new Open(stacks.elements[i], stacks.below[i]));
        }
        items.end |= stacks.end;
    }

    private void expandOne(Open top, ArrayDeque<Open> open, Items items) {
        int id = Frames.node(top.element);
        int level = Frames.level(top.element);
        int[] parts = grammar.children(id);
        switch (grammar.node(id)) {
            case Node.Text(Terminal terminal) -> {
                if (terminal.continuation(terminal.start()) > 0) {
                    items.add((long) id << 32 | terminal.start(), top.below);
                }
                if (terminal.accepts(terminal.start())) {
                    pop(top.below, open, items);
                }
            }
            case Node.Nothing nothing -> pop(top.below, open, items);
            case Node.Sequence sequence ->
                open.push(new Open(
                        Frames.element(parts[0], level, 0), push(Frames.element(parts[1], level, 0), top.below)));
            case Node.Choice choice -> {
                for (int option : parts) {
                    if (grammar.fits(option, level)) {
                        open.push(new Open(Frames.element(option, level, 0), top.below));
                    }
                }
            }
            case Node.Repetition repetition -> repeat(repetition, parts[0], top, open, items);
            case Node.Nested nested -> open.push(new Open(Frames.element(parts[0], level + 1, 0), top.below));
            case Node.Rule rule -> open.push(new Open(Frames.element(parts[0], level, 0), top.below));
        }
    }

    private void repeat(Node.Repetition repetition, int body, Open top, ArrayDeque<Open> open, Items items) {
        int count = Frames.count(top.element);
        int level = Frames.level(top.element);
        if (count >= repetition.least()) {
            pop(top.below, open, items);
        }
        boolean more = repetition.most() < 0 || count < repetition.most();
        if (!more || !grammar.fits(body, level)) {
            return;
        }
        int after = repetition.most() < 0 ? Math.min(count + 1, repetition.least()) : count + 1;
        Frames rest = after == repetition.most()
                ? top.below
                : push(Frames.element(Frames.node(top.element), level, after), top.below);
        open.push(new Open(Frames.element(body, level, 0), rest));
    }

    private Frames push(long element, Frames below) {
        return unique(new long[] {element}, new Frames[] {below}, false);
    }

    private Frames unique(long[] elements, Frames[] below, boolean end) {
        long bytes = end ? 0 : Integer.MAX_VALUE;
        for (int i = 0; i < elements.length; i++) {
            bytes = Math.min(bytes, (long) bytes(elements[i]) + below[i].bytes);
        }
        Frames fresh = new Frames(elements, below, end, (int) bytes);
        Frames known = frames.putIfAbsent(fresh, fresh);
        if (frames.size() > REMEMBERED) {
            frames.clear();
        }
        return known == null ? fresh : known;
    }

    private int bytes(long element) {
        int id = Frames.node(element);
        if (grammar.node(id) instanceof Node.Repetition repetition) {
            int left = Math.max(0, repetition.least() - Frames.count(element));
            return left == 0 ? 0 : left * grammar.bytes(grammar.children(id)[0]);
        }
        return grammar.bytes(id);
    }

    private Frames union(Frames a, Frames b, int depth) {
        if (a == b) {
            return a;
        }
        if (depth > DEPTH_LIMIT) {
            throw new ConstraintTooCostlyException("the grammar is too ambiguous for a text this deep");
        }
        fuel.burn(a.elements.length + b.elements.length);
        long[] elements = new long[a.elements.length + b.elements.length];
        Frames[] below = new Frames[elements.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < a.elements.length || j < b.elements.length) {
            boolean fromA = j == b.elements.length || i < a.elements.length && a.elements[i] <= b.elements[j];
            boolean fromB = i == a.elements.length || j < b.elements.length && b.elements[j] <= a.elements[i];
            elements[size] = fromA ? a.elements[i] : b.elements[j];
            if (fromA && fromB) {
                below[size++] = union(a.below[i++], b.below[j++], depth + 1);
            } else {
                below[size++] = fromA ? a.below[i++] : b.below[j++];
            }
        }
        return unique(java.util.Arrays.copyOf(elements, size), java.util.Arrays.copyOf(below, size), a.end || b.end);
    }

    private Configuration unique(Configuration fresh) {
        Configuration known = configurations.putIfAbsent(fresh, fresh);
        if (configurations.size() > REMEMBERED) {
            configurations.clear();
        }
        return known == null ? fresh : known;
    }

    /** Terminals with what lies below them, gathered from several stacks. */
    private final class Items {
        private final Map<Long, Frames> keys = new HashMap<>();
        private boolean end;

        void add(long key, Frames below) {
            Frames known = keys.get(key);
            keys.put(key, known == null ? below : union(known, below, 0));
        }

        void addAll(Configuration other) {
            for (int i = 0; i < other.keys.length; i++) {
                add(other.keys[i], other.below[i]);
            }
            end |= other.mayEnd();
        }

        boolean isEmpty() {
            return keys.isEmpty() && !end;
        }

        Configuration configuration() {
            List<Long> order = new ArrayList<>(keys.keySet());
            order.sort(null);
            long[] sorted = new long[order.size()];
            Frames[] below = new Frames[sorted.length];
            int bytes = end ? 0 : Integer.MAX_VALUE;
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = order.get(i);
                below[i] = keys.get(order.get(i));
                Terminal terminal = grammar.terminal(Configuration.node(sorted[i]));
                bytes = Math.min(bytes, terminal.continuation(Configuration.state(sorted[i])) + below[i].bytes);
            }
            return unique(new Configuration(sorted, below, end, bytes));
        }
    }
}
