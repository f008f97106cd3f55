package io.sluice.inference.decoding.constraint.tool;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.grammar.Grammar;
import io.sluice.inference.decoding.constraint.grammar.Node;
import io.sluice.inference.decoding.constraint.schema.SchemaGrammar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The texts of answers that may or must call functions. The name comes before the arguments, so after it one schema is left.
 * Text before a call ends where the mark of a call first appears; after calls nothing follows.
 */
public final class ToolGrammar {

    private static final int FUNCTIONS_MAX = 128;
    private static final JsonNode ANY_OBJECT = JsonNodeFactory.instance.objectNode().put("type", "object");
    private static final JsonNode NO_ARGUMENTS =
            JsonNodeFactory.instance.objectNode().put("type", "object").put("additionalProperties", false);

    private final ToolCallFormat format;
    private final Work work;

    private ToolGrammar(ToolCallFormat format, Work work) {
        this.format = format;
        this.work = work;
    }

    /**
     * @param parallel whether there may be more than one call
     * @throws ConstraintRefusedException with a path like {@code tools[1].function.parameters#/properties/a/not}
     */
    public static Node of(
            List<ToolFunction> functions, ToolChoice choice, boolean parallel, ToolCallFormat format, Work work) {
        check(functions);
        ToolGrammar grammar = new ToolGrammar(format, work);
        List<Node> options = new ArrayList<>();
        for (int i = 0; i < functions.size(); i++) {
            ToolFunction function = functions.get(i);
            if (!(choice instanceof ToolChoice.Named(String name)) || name.equals(function.name())) {
                options.add(grammar.call(function, i));
            }
        }
        if (options.isEmpty()) {
            throw new ConstraintRefusedException("tool_choice", "tool_choice names no function of tools");
        }
        return grammar.answer(Node.choice(options), choice instanceof ToolChoice.Auto, parallel);
    }

    private static void check(List<ToolFunction> functions) {
        if (functions.isEmpty() || functions.size() > FUNCTIONS_MAX) {
            throw new ConstraintRefusedException("tools", "there must be 1 to " + FUNCTIONS_MAX + " functions");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < functions.size(); i++) {
            String name = functions.get(i).name();
            String path = "tools[" + i + "].function.name";
            if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
                throw new ConstraintRefusedException(path, "a name has 1 to 64 letters, digits, _ or -");
            }
            if (!names.add(name)) {
                throw new ConstraintRefusedException(path, "two functions have the name " + name);
            }
        }
    }

    /** From the name on: {@code "f", "arguments": {..}} and what closes the call. */
    private Node call(ToolFunction function, int index) {
        Node head = text(json("\"" + function.name() + "\"", ",", "\"" + format.argumentsKey() + "\"", ":"));
        return Node.sequence(head, arguments(function, index), SchemaGrammar.literal("}" + format.closing()));
    }

    private Node arguments(ToolFunction function, int index) {
        JsonNode schema = function.parameters() == null ? NO_ARGUMENTS : function.parameters();
        try {
            Node arguments = SchemaGrammar.objectsOf(schema, work);
            Grammar.of(arguments, SchemaGrammar.LEVELS);
            return arguments;
        } catch (ConstraintRefusedException e) {
            if (function.strict()) {
                throw new ConstraintRefusedException("tools[" + index + "].function.parameters" + e.path(), e.reason());
            }
            return SchemaGrammar.of(ANY_OBJECT, work);
        }
    }

    private Node answer(Node call, boolean textToo, boolean parallel) {
        Node head = text(json("{", "\"name\"", ":"));
        Node first = Node.sequence(SchemaGrammar.literal(format.opening()), head, call);
        Node more = Node.sequence(SchemaGrammar.literal(format.between() + format.opening()), head, call);
        Node further = parallel ? new Node.Repetition(more, 0, -1) : new Node.Nothing();
        Node calls = Node.sequence(first, further);
        if (!textToo) {
            return calls;
        }
        Language any = Language.anyText();
        if (format.opening().isEmpty()) {
            Language noBrace = Language.characters(CodePoints.complement(List.of(new CodePoints('{', '{'))));
            Node free = text(Language.emptyText().or(noBrace.then(any, work), work));
            return Node.choice(List.of(free, calls));
        }
        String mark = format.mark();
        Language upToMark = any.then(Language.text(mark), work);
        Language beyond = upToMark.then(Language.anyCharacter(), work).then(any, work);
        Node free = text(any.minus(upToMark.then(any, work), work));
        Node before = text(upToMark.minus(beyond, work));
        String rest = format.opening().substring(format.opening().indexOf(mark) + mark.length());
        return Node.choice(List.of(free, Node.sequence(before, SchemaGrammar.literal(rest), head, call, further)));
    }

    /** Marks of JSON in a row, a space allowed after each comma and colon. */
    private Language json(String... marks) {
        List<Language> parts = new ArrayList<>();
        for (String mark : marks) {
            parts.add(Language.text(mark));
            if (mark.equals(",") || mark.equals(":")) {
                parts.add(Language.emptyText().or(Language.text(" "), work));
            }
        }
        return Language.sequence(parts, work);
    }

    private Node text(Language language) {
        return new Node.Text(language.bytes(work));
    }
}
