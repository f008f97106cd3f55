package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** A whole schema: checked for size, its references resolved inside of it and nowhere else. */
final class SchemaDocument {

    static final int NODES_MAX = 50_000;
    static final int DEPTH_MAX = 64;
    static final int TEXT_MAX = 256 * 1024;

    private record Place(JsonNode node, int depth) {}

    private final JsonNode root;
    private final boolean legacyReferences;
    private final Map<String, Location> anchors = new HashMap<>();

    /** @throws ConstraintRefusedException when it is too large or too deep, or has schemas with an {@code $id} of their own */
    SchemaDocument(JsonNode root) {
        this.root = root;
        checkSize();
        String dialect = root.path("$schema").asString("");
        this.legacyReferences = dialect.contains("draft-04") || dialect.contains("draft-06") || dialect.contains("draft-07");
        SchemaWalk.of(root(), this::remember);
    }

    Location root() {
        return new Location("#", root);
    }

    /** Whether keywords beside {@code $ref} are to be ignored, as up to draft 7. */
    boolean legacyReferences() {
        return legacyReferences;
    }

    boolean namesItsDialect() {
        return root.has("$schema");
    }

    private void remember(Location location) {
        JsonNode schema = location.schema();
        if (!location.pointer().equals("#") && schema.has("$id")) {
            throw new ConstraintRefusedException(location.at("$id"), "a schema inside of a schema can't have its own $id");
        }
        if (schema.path("$anchor").isString()) {
            anchors.put(schema.get("$anchor").stringValue(), location);
        }
    }

    private void checkSize() {
        ArrayDeque<Place> open = new ArrayDeque<>();
        open.add(new Place(root, 1));
        int nodes = 0;
        long text = 0;
        while (!open.isEmpty()) {
            Place place = open.remove();
            text += place.node.isString() ? checked(place.node.stringValue()) : 0;
            if (++nodes > NODES_MAX || text > TEXT_MAX) {
                throw new ConstraintRefusedException(
                        "#", "the schema has more than " + NODES_MAX + " nodes or " + TEXT_MAX + " characters");
            }
            if (place.depth > DEPTH_MAX) {
                throw new ConstraintRefusedException("#", "the schema is nested deeper than " + DEPTH_MAX);
            }
            for (String name : place.node.propertyNames()) {
                text += checked(name);
            }
            place.node.forEach(child -> open.add(new Place(child, place.depth + 1)));
        }
    }

    private static int checked(String text) {
        for (int i = 0; i < text.length(); i++) {
            int point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw new ConstraintRefusedException("#", "the schema holds half a surrogate pair");
            }
            i += Character.charCount(point) - 1;
        }
        return text.length();
    }

    /** The schema that a {@code $ref} names. */
    Location resolve(Location from) {
        String where = from.at("$ref");
        JsonNode value = from.schema().get("$ref");
        if (!value.isString()) {
            throw new ConstraintRefusedException(where, "a reference must be a string");
        }
        String reference = value.stringValue();
        String id = root.path("$id").asString("");
        if (!id.isEmpty() && reference.startsWith(withoutFragment(id))) {
            reference = reference.substring(withoutFragment(id).length());
            reference = reference.isEmpty() ? "#" : reference;
        }
        if (!reference.startsWith("#")) {
            throw new ConstraintRefusedException(where, "only references inside of the schema (#...) are followed");
        }
        String fragment = decoded(reference.substring(1), where);
        if (!fragment.isEmpty() && fragment.charAt(0) != '/') {
            Location anchor = anchors.get(fragment);
            if (anchor == null) {
                throw new ConstraintRefusedException(where, "the reference leads nowhere");
            }
            return anchor;
        }
        JsonNode target = root.at(JsonPointer.compile(fragment));
        if (target.isMissingNode()) {
            throw new ConstraintRefusedException(where, "the reference leads nowhere");
        }
        return new Location("#" + fragment, target);
    }

    private static String withoutFragment(String id) {
        int hash = id.indexOf('#');
        return hash < 0 ? id : id.substring(0, hash);
    }

    private static String decoded(String fragment, String where) {
        try {
            return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ConstraintRefusedException(where, "the reference is no URI");
        }
    }
}
