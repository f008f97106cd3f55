package io.sluice.workflow.definition;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A typed function that agents call.
 *
 * @param kind        {@code calculator}, {@code table}, {@code expression}, {@code retrieval}, {@code http} or {@code mcp}
 * @param description for models
 * @param settings    of the kind, checked by it
 */
public record ToolSpec(String kind, @Nullable String description, ObjectNode settings) {
}
