package io.sluice.inference.decoding.constraint.tool;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A function that the model may call.
 *
 * @param name letters, digits, {@code _} and {@code -}, at most 64
 * @param parameters schema of the arguments, null for none
 * @param strict whether arguments must satisfy the schema; if not, a schema that can't be enforced stands for any object
 */
public record ToolFunction(String name, @Nullable JsonNode parameters, boolean strict) {}
