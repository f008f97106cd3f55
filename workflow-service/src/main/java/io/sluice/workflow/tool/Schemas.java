package io.sluice.workflow.tool;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Schemas of arguments, written briefly. */
public final class Schemas {

    private Schemas() {
    }

    /** An object without fields; nothing else is allowed in it. */
    public static ObjectNode object() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties");
        schema.putArray("required");
        return schema.put("additionalProperties", false);
    }

    /** Adds a text that must be there. */
    public static ObjectNode text(ObjectNode schema, String name, String description, int lengthMax) {
        ((ObjectNode) schema.get("properties")).putObject(name)
                .put("type", "string").put("description", description).put("maxLength", lengthMax);
        schema.withArray("required").add(name);
        return schema;
    }
}
