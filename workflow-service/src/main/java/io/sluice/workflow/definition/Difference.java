package io.sluice.workflow.definition;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** In what two versions of a workflow differ, as far as that changes what their runs do. */
public final class Difference {

    /** For people. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("name", "description");
    private static final List<String> BESIDE_THE_SCHEDULER = List.of("shadow", "promotion");
    /** How steps are done, rather than which steps. */
    private static final Set<String> MAKING = Set.of("agents", "tools", "verifier");

    private Difference() {
    }

    /** JSON pointers to what differs, one for each part of the document; empty: their runs are alike. */
    public static List<String> between(Workflow one, Workflow other) {
        return pointers(parts(one), parts(other));
    }

    /** Of what decides which steps are done: who may follow whom, but not prompts, models, tools and the verifier. */
    public static List<String> ofPolicy(Workflow one, Workflow other) {
        return pointers(policy(one), policy(other));
    }

    private static List<String> pointers(Map<String, Object> one, Map<String, Object> other) {
        Set<String> all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        return all.stream().filter(part -> !Objects.equals(one.get(part), other.get(part))).map(part -> "/" + part).toList();
    }

    private static Map<String, Object> parts(Workflow workflow) {
        ObjectNode tree = (ObjectNode) WorkflowFormat.tree(workflow);
        ((ObjectNode) tree.get("scheduler")).remove(BESIDE_THE_SCHEDULER);
        Map<String, Object> parts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            if (!WITHOUT_EFFECT.contains(field.getKey())) {
                // The order of agents is that in which they are offered; trees alone do not tell it.
                parts.put(field.getKey(), field.getKey().equals("agents") ? field.getValue().toString() : field.getValue());
            }
        }
        return parts;
    }

    private static Map<String, Object> policy(Workflow workflow) {
        Map<String, Object> parts = parts(workflow);
        parts.keySet().removeAll(MAKING);
        // A gate that a version could open for itself would be none.
        parts.put("scheduler/promotion", String.valueOf(workflow.scheduler().promotion()));
        parts.put("agents", workflow.agents().entrySet().stream().map(agent -> agent.getKey() + agent.getValue().next()).toList());
        return parts;
    }
}
