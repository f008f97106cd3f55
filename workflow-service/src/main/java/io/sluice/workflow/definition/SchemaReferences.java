package io.sluice.workflow.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Whether the references in a JSON Schema stay in it, exist and end. */
final class SchemaReferences {

    /** Keywords whose schemas are asked of the same value. */
    private static final List<String> IN_PLACE =
            List.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas");
    private static final List<String> REFUSED =
            List.of("$dynamicRef", "$recursiveRef", "$anchor", "$dynamicAnchor", "$id", "$schema", "$vocabulary");
    private static final int REFERENCES_MAX = 256;

    private final JsonNode root;

    private SchemaReferences(JsonNode root) {
        this.root = root;
    }

    static Optional<String> problem(JsonNode schema) {
        SchemaReferences references = new SchemaReferences(schema);
        Set<String> named = new HashSet<>();
        Optional<String> wrong = references.collect(schema, named);
        if (wrong.isPresent() || named.isEmpty()) {
            return wrong;
        }
        if (named.size() > REFERENCES_MAX) {
            return Optional.of("it has more than " + REFERENCES_MAX + " references");
        }
        Set<String> ended = new HashSet<>();
        return named.stream().filter(target -> !references.ends(target, new HashSet<>(), ended)).findFirst()
                .map(target -> "the reference '" + target + "' leads back to itself");
    }

    private Optional<String> collect(JsonNode node, Set<String> named) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            boolean text = field.getValue().isString();
            if (text && REFUSED.contains(field.getKey())) {
                return Optional.of("'" + field.getKey() + "' is not taken");
            }
            if (text && field.getKey().equals("$ref")) {
                String target = field.getValue().stringValue();
                if (!target.equals("#") && !target.startsWith("#/") || target(target).isMissingNode()) {
                    return Optional.of("the reference '" + target + "' does not lead to a place in the schema");
                }
                named.add(target);
            }
        }
        for (JsonNode child : node) {
            Optional<String> wrong = collect(child, named);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private JsonNode target(String reference) {
        try {
            return root.at(reference.substring(1));
        } catch (IllegalArgumentException e) {
            return root.at("/ /no such place");
        }
    }

    private boolean ends(String reference, Set<String> path, Set<String> ended) {
        if (ended.contains(reference)) {
            return true;
        }
        if (!path.add(reference)) {
            return false;
        }
        boolean all = endsIn(target(reference), path, ended);
        path.remove(reference);
        if (all) {
            ended.add(reference);
        }
        return all;
    }

    private boolean endsIn(JsonNode schema, Set<String> path, Set<String> ended) {
        JsonNode reference = schema.get("$ref");
        if (reference != null && reference.isString() && !ends(reference.stringValue(), path, ended)) {
            return false;
        }
        for (String keyword : IN_PLACE) {
            JsonNode inPlace = schema.get(keyword);
            if (inPlace == null) {
                continue;
            }
            boolean many = inPlace.isArray() || keyword.equals("dependentSchemas");
            for (JsonNode one : many ? inPlace : List.of(inPlace)) {
                if (!endsIn(one, path, ended)) {
                    return false;
                }
            }
        }
        return true;
    }
}
