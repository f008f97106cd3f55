package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.JsonEscapes;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.grammar.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/**
 * The texts of objects: named properties in the schema's order, optional ones left out or not, then properties with other
 * names. Other names may repeat, which no grammar can prevent, so all of them together count as one towards
 * {@code minProperties}.
 *
 * <p>Without counts there are two texts for what follows the i-th property, by whether a comma is needed; with counts one
 * for each number of properties written so far.
 */
final class ObjectTexts {

    private static final int COUNTED_MAX = 400;
    /** One for all requests, so that its masks are computed once. */
    private static final Node ANY_KEY =
            new Node.Text(JsonEscapes.strings(Language.anyText(), new Work()).bytes(new Work()));

    private final Function<Conjunction, Node> values;
    private final Work work;

    ObjectTexts(Function<Conjunction, Node> values, Work work) {
        this.values = values;
        this.work = work;
    }

    /** @return null when no object can be written */
    @Nullable Node of(Shape.Objects shape) {
        List<String> names = new ArrayList<>();
        for (var property : shape.named().entrySet()) {
            boolean required = shape.required().contains(property.getKey());
            if (!property.getValue().isNothing()) {
                names.add(property.getKey());
            } else if (required) {
                return null;
            }
        }
        work.steps(names.size());
        Node other = other(shape);
        int least = shape.least() <= shape.required().size() ? 0 : shape.least();
        int most = shape.most() >= names.size() && other == null ? Integer.MAX_VALUE : shape.most();
        boolean counted = least > 0 || most < Integer.MAX_VALUE;
        if (counted && names.size() > COUNTED_MAX) {
            throw new ConstraintRefusedException("", "minProperties or maxProperties with more than " + COUNTED_MAX + " names");
        }
        if (least > names.size() + 1) {
            throw new ConstraintRefusedException(
                    "", "minProperties asks for more free names than one, and a grammar can't keep them different");
        }
        List<Node> after = ends(names.size(), other, least, most, counted);
        for (int i = names.size() - 1; i >= 0; i--) {
            after = before(shape, names.get(i), i, after, most, counted);
        }
        return new Node.Nested(Node.sequence(Punctuation.OPEN_OBJECT, after.getFirst()));
    }

    /** Texts that may follow once every named property had its turn, by how many were written (counted: exactly, else 0 or more). */
    private List<Node> ends(int names, @Nullable Node other, int least, int most, boolean counted) {
        List<Node> ends = new ArrayList<>();
        for (int written = 0; written <= (counted ? names : 1); written++) {
            int need = Math.max(0, least - written);
            List<Node> options = new ArrayList<>();
            if (need == 0 && written <= most) {
                options.add(Punctuation.CLOSE_OBJECT);
            }
            if (other != null && need <= 1 && written < most) {
                Node first = written == 0 ? other : Node.sequence(Punctuation.COMMA, other);
                Node more = Node.sequence(Punctuation.COMMA, other);
                int room = most - written - 1;
                int further = most == Integer.MAX_VALUE || room > Node.Repetition.MOST ? -1 : room;
                options.add(Node.sequence(first, new Node.Repetition(more, 0, further), Punctuation.CLOSE_OBJECT));
            }
            ends.add(Node.choice(options));
        }
        return ends;
    }

    private List<Node> before(
            Shape.Objects shape, String name, int index, List<Node> after, int most, boolean counted) {
        Node key = SchemaGrammar.literal(StringNode.valueOf(name).toString());
        Node property = Node.sequence(key, Punctuation.COLON, values.apply(shape.at(name)));
        boolean required = shape.required().contains(name);
        List<Node> result = new ArrayList<>();
        for (int written = 0; written <= (counted ? index : 1); written++) {
            work.steps(1);
            List<Node> options = new ArrayList<>();
            if (written < most) {
                Node next = after.get(counted ? written + 1 : 1);
                options.add(written == 0
                        ? Node.sequence(property, next)
                        : Node.sequence(Punctuation.COMMA, property, next));
            }
            if (!required) {
                options.add(after.get(written));
            }
            result.add(Node.choice(options));
        }
        return result;
    }

    /** One property with a name that is not among the named ones. */
    private @Nullable Node other(Shape.Objects shape) {
        List<Node> kinds = new ArrayList<>();
        Set<String> taken = shape.named().keySet();
        for (Shape.Keys keys : shape.free()) {
            if (keys.schema().isNothing()) {
                continue;
            }
            Language names = keys.names() == null ? Language.anyText() : keys.names();
            if (!taken.isEmpty()) {
                names = names.minus(Language.texts(taken, work), work);
            }
            if (!names.isEmpty()) {
                boolean all = keys.names() == null && taken.isEmpty();
                Node key = all ? ANY_KEY : new Node.Text(JsonEscapes.strings(names, work).bytes(work));
                kinds.add(Node.sequence(key, Punctuation.COLON, values.apply(keys.schema())));
            }
        }
        return kinds.isEmpty() ? null : Node.choice(kinds);
    }
}
