package io.sluice.inference.decoding.constraint.schema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/** A subschema and where it stands, as a JSON pointer behind {@code #}. Equal when the pointers are. */
final class Location implements Comparable<Location> {

    /** Stands for the schema that nothing satisfies, wherever it is needed. */
    static final Location NOTHING = new Location("#false", BooleanNode.FALSE);

    private final String pointer;
    private final JsonNode schema;

    Location(String pointer, JsonNode schema) {
        this.pointer = pointer;
        this.schema = schema;
    }

    String pointer() {
        return pointer;
    }

    JsonNode schema() {
        return schema;
    }

    Location child(String keyword) {
        return new Location(pointer + "/" + escaped(keyword), schema.get(keyword));
    }

    Location child(String keyword, String name) {
        return new Location(pointer + "/" + keyword + "/" + escaped(name), schema.get(keyword).get(name));
    }

    Location child(String keyword, int index) {
        return new Location(pointer + "/" + keyword + "/" + index, schema.get(keyword).get(index));
    }

    String at(String keyword) {
        return pointer + "/" + escaped(keyword);
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    boolean allowsNothing() {
        return schema.isBoolean() && !schema.booleanValue();
    }

    boolean allowsAnything() {
        return schema.isBoolean() && schema.booleanValue() || schema.isObject() && schema.isEmpty();
    }

    @Override
    public int compareTo(Location other) {
        return pointer.compareTo(other.pointer);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Location location && location.pointer.equals(pointer);
    }

    @Override
    public int hashCode() {
        return pointer.hashCode();
    }

    @Override
    public String toString() {
        return pointer;
    }
}
