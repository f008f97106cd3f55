package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.grammar.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The texts of arrays. Items after the first ones are counted, never copied. */
final class ArrayTexts {

    private final Function<Conjunction, Node> values;
    private final Work work;

    ArrayTexts(Function<Conjunction, Node> values, Work work) {
        this.values = values;
        this.work = work;
    }

    /** @return null when there is no such array */
    @Nullable Node of(Shape.Arrays array) {
        int least = array.least();
        int most = array.rest().isNothing() ? Math.min(array.most(), array.first().size()) : array.most();
        if (least > most) {
            return null;
        }
        if (least > Node.Repetition.MOST) {
            throw new ConstraintRefusedException("", "minItems is too large");
        }
        int listed = Math.min(array.first().size(), most);
        work.steps(listed);
        Node tail = tail(array, listed, least, most);
        for (int i = listed - 1; i >= 0; i--) {
            Node item = values.apply(array.first().get(i));
            Node more = i == 0 ? Node.sequence(item, tail) : Node.sequence(Punctuation.COMMA, item, tail);
            tail = i >= least ? Node.choice(List.of(Punctuation.CLOSE_ARRAY, more)) : more;
        }
        return new Node.Nested(Node.sequence(Punctuation.OPEN_ARRAY, tail));
    }

    /** What follows the listed items. */
    private Node tail(Shape.Arrays array, int listed, int least, int most) {
        if (most == listed) {
            return Punctuation.CLOSE_ARRAY;
        }
        Node item = values.apply(array.rest());
        Node further = Node.sequence(Punctuation.COMMA, item);
        if (listed > 0) {
            return Node.sequence(repeated(further, Math.max(0, least - listed), most, listed), Punctuation.CLOSE_ARRAY);
        }
        List<Node> options = new ArrayList<>();
        if (least == 0) {
            options.add(Punctuation.CLOSE_ARRAY);
        }
        options.add(Node.sequence(item, repeated(further, Math.max(0, least - 1), most, 1), Punctuation.CLOSE_ARRAY));
        return Node.choice(options);
    }

    private static Node repeated(Node body, int least, int most, int already) {
        int left = most - already;
        return new Node.Repetition(body, least, left > Node.Repetition.MOST ? -1 : left);
    }
}
