package io.sluice.inference.decoding.constraint.gbnf;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which rules are regular (no recursion in reach) and which may be empty. */
final class RuleFacts {

    private final Map<String, GbnfNode> rules;
    private final Map<String, Set<String>> uses = new HashMap<>();
    private final Set<String> recursive = new HashSet<>();
    private final List<String> regular = new ArrayList<>();
    private final Set<String> nullable = new HashSet<>();

    /** @throws ConstraintRefusedException when a rule is used that is not defined */
    RuleFacts(Map<String, GbnfNode> rules) {
        this.rules = rules;
        rules.forEach((name, body) -> {
            Set<String> used = new HashSet<>();
            collect(body, used);
            for (String each : used) {
                if (!rules.containsKey(each)) {
                    throw new ConstraintRefusedException("", "rule " + name + " uses " + each + ", which is not defined");
                }
            }
            uses.put(name, used);
        });
        findRecursion();
        findNullable();
    }

    /** Rules without recursion in reach, each after those that it uses. */
    List<String> regularRules() {
        return regular;
    }

    boolean regular(GbnfNode node) {
        Set<String> used = new HashSet<>();
        collect(node, used);
        return used.stream().noneMatch(recursive::contains);
    }

    boolean nullable(GbnfNode node) {
        return switch (node) {
            case GbnfNode.Characters characters -> false;
            case GbnfNode.Literal literal -> literal.text().isEmpty();
            case GbnfNode.Sequence sequence -> sequence.parts().stream().allMatch(this::nullable);
            case GbnfNode.Choice choice -> choice.options().stream().anyMatch(this::nullable);
            case GbnfNode.Repetition repetition -> repetition.least() == 0 || nullable(repetition.body());
            case GbnfNode.Reference reference -> nullable.contains(reference.rule());
        };
    }

    private static void collect(GbnfNode node, Set<String> into) {
        switch (node) {
            case GbnfNode.Characters characters -> { }
            case GbnfNode.Literal literal -> { }
            case GbnfNode.Sequence sequence -> sequence.parts().forEach(part -> collect(part, into));
            case GbnfNode.Choice choice -> choice.options().forEach(option -> collect(option, into));
            case GbnfNode.Repetition repetition -> collect(repetition.body(), into);
            case GbnfNode.Reference reference -> into.add(reference.rule());
        }
    }

    /** Removes rules that use only removed ones, until none is left or all that are left reach a cycle. */
    private void findRecursion() {
        Map<String, Integer> waits = new HashMap<>();
        Map<String, List<String>> users = new HashMap<>();
        uses.forEach((name, used) -> {
            waits.put(name, used.size());
            used.forEach(each -> users.computeIfAbsent(each, key -> new ArrayList<>()).add(name));
        });
        ArrayDeque<String> done = new ArrayDeque<>();
        waits.forEach((name, count) -> {
            if (count == 0) {
                done.add(name);
            }
        });
        recursive.addAll(rules.keySet());
        while (!done.isEmpty()) {
            String name = done.remove();
            recursive.remove(name);
            regular.add(name);
            for (String user : users.getOrDefault(name, List.of())) {
                if (waits.merge(user, -1, Integer::sum) == 0) {
                    done.add(user);
                }
            }
        }
    }

    private void findNullable() {
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Map.Entry<String, GbnfNode> rule : rules.entrySet()) {
                if (!nullable.contains(rule.getKey()) && nullable(rule.getValue())) {
                    nullable.add(rule.getKey());
                    grown = true;
                }
            }
        }
    }
}
