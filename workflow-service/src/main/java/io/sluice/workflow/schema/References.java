package io.sluice.workflow.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Checks where a schema's references lead: into the schema itself, and never in a circle that consumes nothing of the
 * value, on which a validator would recurse for ever.
 */
final class References {

    private static final int DEPTH_MAX = 64;
    private static final int NODES_MAX = 20_000;
    /** Keywords whose schemas judge the same value as the schema they stand in. */
    private static final Set<String> SAME_VALUE = Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas");

    /** Keywords whose fields are names of the author's, not keywords. */
    private static final Set<String> NAMED = Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

    private final JsonNode root;
    private final Map<String, List<String>> edges = new HashMap<>();
    private int nodes;

    private References(JsonNode root) {
        this.root = root;
    }

    static void check(JsonNode root) throws SchemaException {
        References references = new References(root);
        references.walk(root, "", 0, false);
        Set<String> safe = new HashSet<>();
        for (String place : references.edges.keySet()) {
            references.follow(place, new HashSet<>(), safe);
        }
    }

    private void walk(JsonNode node, String place, int depth, boolean named) throws SchemaException {
        if (depth > DEPTH_MAX || ++nodes > NODES_MAX) {
            throw new SchemaException("the schema is too deep or too large");
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), place + "/" + i, depth + 1, false);
            }
            return;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String below = place + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
            JsonNode value = field.getValue();
            if (named) {
                walk(value, below, depth + 1, false);
                continue;
            }
            if (DATA.contains(field.getKey())) {
                continue;
            }
            switch (field.getKey()) {
                case "$ref" -> edge(place, target(value, below));
                // Targets of these depend on how the validator came here, or change what "#" means.
                case "$dynamicRef", "$recursiveRef" -> throw new SchemaException("at " + below + ": dynamic references are not taken");
                case "$id" -> throw new SchemaException("at " + below + ": a schema has no address of its own here");
                case "$schema" -> dialect(value, below);
                default -> {
                    if (SAME_VALUE.contains(field.getKey())) {
                        sameValue(place, below, value);
                    }
                    walk(value, below, depth + 1, NAMED.contains(field.getKey()));
                }
            }
        }
    }

    private void sameValue(String place, String below, JsonNode value) {
        edge(place, below);
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                edge(below, below + "/" + i);
            }
        } else if (below.endsWith("/dependentSchemas")) {
            value.propertyNames().forEach(name -> edge(below, below + "/" + name.replace("~", "~0").replace("/", "~1")));
        }
    }

    private void edge(String from, String to) {
        edges.computeIfAbsent(from, each -> new ArrayList<>()).add(to);
    }

    private String target(JsonNode reference, String place) throws SchemaException {
        if (!reference.isString() || !reference.asString().matches("#(/.*)?") || reference.asString().contains("%")) {
            throw new SchemaException("at " + place + ": only references into the schema itself are followed");
        }
        String pointer = reference.asString().substring(1);
        if (root.at(JsonPointer.compile(pointer)).isMissingNode()) {
            throw new SchemaException("at " + place + ": there is nothing at " + reference.asString());
        }
        return pointer;
    }

    private static void dialect(JsonNode value, String place) throws SchemaException {
        if (!value.isString() || !value.asString().startsWith("https://json-schema.org/draft/2020-12/schema")) {
            throw new SchemaException("at " + place + ": only 2020-12 is known");
        }
    }

    private void follow(String place, Set<String> path, Set<String> safe) throws SchemaException {
        if (safe.contains(place)) {
            return;
        }
        if (!path.add(place)) {
            throw new SchemaException("at " + (place.isEmpty() ? "/" : place) + ": a reference leads back to itself");
        }
        for (String next : edges.getOrDefault(place, List.of())) {
            follow(next, path, safe);
        }
        path.remove(place);
        safe.add(place);
    }
}
