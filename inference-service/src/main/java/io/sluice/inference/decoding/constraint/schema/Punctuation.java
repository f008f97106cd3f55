package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.grammar.Node;
import io.sluice.inference.decoding.constraint.regex.Regex;

/** The marks between values. Free space would let a model write spaces to the end of its budget: one is allowed. */
final class Punctuation {

    static final Node COMMA = space(",");
    static final Node COLON = space(":");
    static final Node OPEN_OBJECT = SchemaGrammar.literal("{");
    static final Node CLOSE_OBJECT = SchemaGrammar.literal("}");
    static final Node OPEN_ARRAY = SchemaGrammar.literal("[");
    static final Node CLOSE_ARRAY = SchemaGrammar.literal("]");

    private Punctuation() {}

    private static Node space(String mark) {
        return new Node.Text(Regex.whole(mark + " ?", new Work()).bytes(new Work()));
    }
}
