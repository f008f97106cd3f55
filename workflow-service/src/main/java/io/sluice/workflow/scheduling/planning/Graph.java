package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.definition.Workflow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who may follow whom.
 *
 * @param agents in the document's order, which breaks ties
 * @param first  of a run
 * @param next   by agent; absent: everybody
 */
public record Graph(List<String> agents, List<String> first, Map<String, List<String>> next) {

    public Graph {
        agents = List.copyOf(agents);
        first = List.copyOf(first);
        next = Map.copyOf(next);
    }

    public static Graph of(Workflow workflow) {
        Map<String, List<String>> next = new LinkedHashMap<>();
        workflow.agents().forEach((name, agent) -> {
            if (!agent.next().isEmpty()) {
                next.put(name, agent.next());
            }
        });
        return new Graph(List.copyOf(workflow.agents().keySet()), List.of(workflow.start()), next);
    }

    /** Everybody after everybody, and anybody first. */
    public static Graph complete(List<String> agents) {
        return new Graph(agents, agents, Map.of());
    }

    public List<String> after(@Nullable String last) {
        return last == null ? first : Objects.requireNonNullElse(next.get(last), agents);
    }
}
