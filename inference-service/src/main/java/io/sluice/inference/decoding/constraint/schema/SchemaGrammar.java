package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ByteDfa;
import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Terminal;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.grammar.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * JSON Schema (2020-12, local references, the keywords of {@link KeywordReader}) as a grammar of compact JSON texts, one
 * optional space after each comma and colon. Every text of the grammar is valid JSON and satisfies the schema; a schema for
 * which that can't be done is refused with the JSON pointer of the keyword. Not every valid value can be written: properties
 * come in the order of the schema, keys have one spelling, numbers a bounded number of digits.
 *
 * <p>One rule for each set of subschemas that a value must satisfy at once.
 */
public final class SchemaGrammar {

    /** Levels of arrays and objects that a text may have. */
    public static final int LEVELS = 64;

    private static final Location OBJECT =
            new Location("#object", JsonNodeFactory.instance.objectNode().put("type", "object"));

    private final Work work;
    private final Shapes shapes;
    private final ScalarTexts scalars;
    private final ObjectTexts objects;
    private final ArrayTexts arrays;
    private final Map<Conjunction, Node.Rule> rules = new HashMap<>();
    private final ArrayDeque<Conjunction> open = new ArrayDeque<>();
    private final Location root;

    private SchemaGrammar(JsonNode schema, Work work) {
        SchemaDocument document = new SchemaDocument(schema);
        this.work = work;
        this.root = document.root();
        this.shapes = new Shapes(document, work);
        this.scalars = new ScalarTexts(work);
        this.objects = new ObjectTexts(this::value, work);
        this.arrays = new ArrayTexts(this::value, work);
    }

    /**
     * The JSON texts of the values that the schema allows.
     *
     * @throws ConstraintRefusedException with the JSON pointer, when the schema is wrong, not supported or too large
     */
    public static Node of(JsonNode schema, Work work) {
        SchemaGrammar grammar = new SchemaGrammar(schema, work);
        return grammar.compile(Conjunction.of(grammar.root));
    }

    /** As {@link #of}, of the objects among those values only. */
    public static Node objectsOf(JsonNode schema, Work work) {
        SchemaGrammar grammar = new SchemaGrammar(schema, work);
        return grammar.compile(Conjunction.of(grammar.root).and(OBJECT));
    }

    private Node compile(Conjunction wanted) {
        Node start = value(wanted);
        while (!open.isEmpty()) {
            Conjunction next = open.remove();
            Node.Rule rule = rules.get(next);
            try {
                rule.define(body(next));
            } catch (ConstraintRefusedException e) {
                throw e.path().startsWith("#") ? e : new ConstraintRefusedException(rule.name(), e.reason());
            }
        }
        return start;
    }

    private Node value(Conjunction schema) {
        Node.Rule rule = rules.get(schema);
        if (rule == null) {
            rule = new Node.Rule(schema.all().isEmpty() ? "#" : schema.all().getFirst().pointer());
            rules.put(schema, rule);
            open.add(schema);
            work.steps(1);
        }
        return rule;
    }

    private Node body(Conjunction schema) {
        List<Node> options = new ArrayList<>();
        for (Shape shape : shapes.of(schema)) {
            Node node = switch (shape) {
                case Shape.Values values -> text(scalars.values(values));
                case Shape.Numbers numbers -> text(scalars.numbers(numbers));
                case Shape.Strings strings -> text(scalars.strings(strings));
                case Shape.Arrays array -> arrays.of(array);
                case Shape.Objects object -> objects.of(object);
            };
            if (node != null) {
                options.add(node);
            }
        }
        return Node.choice(options);
    }

    private static @Nullable Node text(@Nullable Terminal terminal) {
        return terminal == null ? null : new Node.Text(terminal);
    }

    /** Exactly this text. */
    public static Node literal(String text) {
        return new Node.Text(ByteDfa.literal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
