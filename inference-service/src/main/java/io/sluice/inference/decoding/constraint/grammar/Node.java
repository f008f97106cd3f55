package io.sluice.inference.decoding.constraint.grammar;

import io.sluice.inference.decoding.constraint.automaton.Terminal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a grammar. Compared by identity: pieces may be shared and, through {@link Rule}, recursive. */
public sealed interface Node {

    /** Texts of a regular language. */
    record Text(Terminal terminal) implements Node {}

    /** The empty text. */
    record Nothing() implements Node {}

    record Sequence(Node first, Node second) implements Node {}

    record Choice(List<Node> options) implements Node {}

    /**
     * @param body must not hold the empty text
     * @param most -1 for any number
     */
    record Repetition(Node body, int least, int most) implements Node {

        /** Repetitions are counted in 28 bits. */
        public static final int MOST = (1 << 28) - 1;

        public Repetition {
            if (least < 0 || least > MOST || most > MOST || most >= 0 && most < least) {
                throw new IllegalArgumentException("from " + least + " to " + most + " times");
            }
        }
    }

    /** One level of nesting deeper; levels are limited by the grammar. */
    record Nested(Node body) implements Node {}

    /** A named piece whose body is set later, so that it may hold itself. */
    final class Rule implements Node {
        private final String name;
        private @Nullable Node body;

        public Rule(String name) {
            this.name = name;
        }

        public String name() {
            return name;
        }

        public void define(Node body) {
            if (this.body != null) {
                throw new IllegalStateException("rule " + name + " is defined twice");
            }
            this.body = body;
        }

        Node body() {
            if (body == null) {
                throw new IllegalStateException("rule " + name + " is not defined");
            }
            return body;
        }
    }

    static Node sequence(Node... parts) {
        Node all = parts.length == 0 ? new Nothing() : parts[parts.length - 1];
        for (int i = parts.length - 2; i >= 0; i--) {
            all = new Sequence(parts[i], all);
        }
        return all;
    }

    static Node choice(List<Node> options) {
        return options.size() == 1 ? options.getFirst() : new Choice(List.copyOf(options));
    }
}
