package io.sluice.inference.decoding.constraint.gbnf;

import io.sluice.inference.decoding.constraint.automaton.ByteDfa;
import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.grammar.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a grammar in GBNF to nodes. Parts without recursion become one automaton each, as large ones as fit, since reading
 * within an automaton is what masks are fast at; the rest stays rules. Repetitions of what may be empty repeat what is not
 * (the same texts). Left recursion is refused when the grammar is closed.
 */
public final class Gbnf {

    private static final String ROOT = "root";
    /** States of one automaton; larger parts are read rule by rule. */
    private static final int STATES_MAX = 4_000;
    /** Steps charged for an automaton that became too large; forty of them use up the work. */
    private static final int FAILED_ATTEMPT = 50_000;

    private final Map<String, GbnfNode> rules;
    private final RuleFacts facts;
    private final Work work;
    private final Map<String, Optional<Language>> languages = new HashMap<>();
    private final Map<String, Node.Rule> named = new HashMap<>();
    private final Map<String, Node.Rule> filled = new HashMap<>();
    private final ArrayDeque<Runnable> open = new ArrayDeque<>();

    private Gbnf(Map<String, GbnfNode> rules, Work work) {
        this.rules = rules;
        this.facts = new RuleFacts(rules);
        this.work = work;
    }

    /**
     * The texts of rule {@code root}.
     *
     * @throws ConstraintRefusedException with the line, when the grammar is wrong or not supported
     */
    public static Node of(String grammar, Work work) {
        Map<String, GbnfNode> rules = GbnfParser.parse(grammar);
        if (!rules.containsKey(ROOT)) {
            throw new ConstraintRefusedException("", "the grammar has no rule " + ROOT);
        }
        return new Gbnf(rules, work).compile();
    }

    /** Rule by rule, so that chains of rules take no stack. */
    private Node compile() {
        for (String name : facts.regularRules()) {
            languages.put(name, language(body(name)));
        }
        Node root = node(new GbnfNode.Reference(ROOT));
        while (!open.isEmpty()) {
            open.remove().run();
        }
        return root;
    }

    private GbnfNode body(String rule) {
        return Objects.requireNonNull(rules.get(rule));
    }

    private Node node(GbnfNode from) {
        work.steps(1);
        Node whole = automaton(from);
        if (whole != null) {
            return whole;
        }
        return switch (from) {
            // Without work left not even one character becomes an automaton.
            case GbnfNode.Characters characters -> throw new ConstraintRefusedException("", "the grammar takes too many steps to compile");
            case GbnfNode.Literal literal ->
                new Node.Text(ByteDfa.literal(literal.text().getBytes(StandardCharsets.UTF_8)));
            case GbnfNode.Sequence sequence -> sequence(sequence.parts());
            case GbnfNode.Choice choice -> choice(choice.options());
            case GbnfNode.Repetition repetition -> repetition(repetition);
            case GbnfNode.Reference reference -> rule(reference.rule());
        };
    }

    private Node rule(String name) {
        Node.Rule rule = named.get(name);
        if (rule == null) {
            rule = new Node.Rule(name);
            named.put(name, rule);
            Node.Rule fresh = rule;
            open.add(() -> fresh.define(node(body(name))));
        }
        return rule;
    }

    /** Neighbours without recursion together, as far as they fit. */
    private Node sequence(List<GbnfNode> parts) {
        List<Node> nodes = new ArrayList<>();
        int i = 0;
        while (i < parts.size()) {
            int end = i;
            while (end < parts.size() && facts.regular(parts.get(end))) {
                end++;
            }
            Node run = end - i > 1 && end - i < parts.size() ? automaton(new GbnfNode.Sequence(parts.subList(i, end))) : null;
            if (run != null) {
                nodes.add(run);
                i = end;
            } else {
                int stop = Math.max(i + 1, end);
                while (i < stop) {
                    nodes.add(node(parts.get(i++)));
                }
            }
        }
        return Node.sequence(nodes.toArray(Node[]::new));
    }

    private Node choice(List<GbnfNode> options) {
        List<GbnfNode> regular = options.stream().filter(facts::regular).toList();
        List<Node> nodes = new ArrayList<>();
        Node together = regular.size() > 1 && regular.size() < options.size() ? automaton(new GbnfNode.Choice(regular)) : null;
        if (together != null) {
            nodes.add(together);
        }
        for (GbnfNode option : options) {
            if (together == null || !facts.regular(option)) {
                nodes.add(node(option));
            }
        }
        return Node.choice(nodes);
    }

    private Node repetition(GbnfNode.Repetition repetition) {
        boolean empty = facts.nullable(repetition.body());
        Node body = empty ? filled(repetition.body()) : node(repetition.body());
        if (body == null || repetition.most() == 0) {
            return new Node.Nothing();
        }
        return new Node.Repetition(body, empty ? 0 : repetition.least(), repetition.most());
    }

    /** The same texts without the empty one, null when none is left. */
    private @Nullable Node filled(GbnfNode from) {
        work.steps(1);
        if (!facts.nullable(from)) {
            return node(from);
        }
        Language language = facts.regular(from) ? language(from).orElse(null) : null;
        if (language != null) {
            Language rest = language.minus(Language.emptyText(), work);
            return rest.isEmpty() ? null : new Node.Text(rest.bytes(work));
        }
        return switch (from) {
            case GbnfNode.Characters characters -> node(characters);
            case GbnfNode.Literal literal -> null;
            case GbnfNode.Sequence sequence -> filledSequence(sequence.parts());
            case GbnfNode.Choice choice -> {
                List<Node> options = new ArrayList<>();
                for (GbnfNode option : choice.options()) {
                    add(options, filled(option));
                }
                yield options.isEmpty() ? null : Node.choice(options);
            }
            case GbnfNode.Repetition repetition -> filledRepetition(repetition);
            case GbnfNode.Reference reference -> filledRule(reference.rule());
        };
    }

    private @Nullable Node filledSequence(List<GbnfNode> parts) {
        List<Node> options = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            // All before the i-th part are empty, the i-th is not: each text in exactly one option.
            Node first = filled(parts.get(i));
            if (first != null) {
                options.add(Node.sequence(first, sequence(parts.subList(i + 1, parts.size()))));
            }
            if (!facts.nullable(parts.get(i))) {
                break;
            }
        }
        return options.isEmpty() ? null : Node.choice(options);
    }

    private @Nullable Node filledRepetition(GbnfNode.Repetition repetition) {
        boolean empty = facts.nullable(repetition.body());
        Node body = filled(repetition.body());
        if (body == null || repetition.most() == 0) {
            return null;
        }
        int least = empty ? 0 : Math.max(0, repetition.least() - 1);
        int most = repetition.most() < 0 ? -1 : repetition.most() - 1;
        return most == 0 ? body : Node.sequence(body, new Node.Repetition(body, least, most));
    }

    private Node filledRule(String name) {
        Node.Rule rule = filled.get(name);
        if (rule == null) {
            rule = new Node.Rule(name);
            filled.put(name, rule);
            Node.Rule fresh = rule;
            open.add(() -> {
                Node body = filled(body(name));
                fresh.define(body == null ? Node.choice(List.of()) : body);
            });
        }
        return rule;
    }

    private static void add(List<Node> to, @Nullable Node node) {
        if (node != null) {
            to.add(node);
        }
    }

    /** Null when the part is recursive or its automaton too large. */
    private @Nullable Node automaton(GbnfNode from) {
        if (!facts.regular(from)) {
            return null;
        }
        Language language = language(from).orElse(null);
        if (language == null) {
            return null;
        }
        if (language.isEmpty()) {
            return Node.choice(List.of());
        }
        try {
            return new Node.Text(language.bytes(work));
        } catch (ConstraintRefusedException e) {
            work.steps(FAILED_ATTEMPT);
            return null;
        }
    }

    private Optional<Language> language(GbnfNode from) {
        if (from instanceof GbnfNode.Reference(String rule)) {
            return languages.getOrDefault(rule, Optional.empty());
        }
        try {
            Optional<Language> made = made(from);
            return made.filter(language -> language.states() <= STATES_MAX);
        } catch (ConstraintRefusedException e) {
            work.steps(FAILED_ATTEMPT);
            return Optional.empty();
        }
    }

    private Optional<Language> made(GbnfNode from) {
        return switch (from) {
            case GbnfNode.Characters characters -> Optional.of(Language.characters(characters.ranges()));
            case GbnfNode.Literal literal -> Optional.of(Language.text(literal.text()));
            case GbnfNode.Sequence sequence -> all(sequence.parts()).map(parts -> Language.sequence(parts, work));
            case GbnfNode.Choice choice -> all(choice.options()).map(options -> Language.anyOf(options, work));
            case GbnfNode.Repetition repetition -> language(repetition.body())
                    .map(body -> body.repeat(repetition.least(), repetition.most(), work));
            case GbnfNode.Reference reference -> language(reference);
        };
    }

    private Optional<List<Language>> all(List<GbnfNode> nodes) {
        List<Language> languages = new ArrayList<>();
        for (GbnfNode node : nodes) {
            Optional<Language> language = language(node);
            if (language.isEmpty()) {
                return Optional.empty();
            }
            languages.add(language.get());
        }
        return Optional.of(languages);
    }
}
