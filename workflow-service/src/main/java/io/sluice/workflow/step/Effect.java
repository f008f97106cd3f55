package io.sluice.workflow.step;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A call that a step makes to something outside: of a model or of a tool.
 *
 * @param key     stable within the step: the kind of call and its number, e.g. {@code model/0}
 * @param outcome what came back; absent: it was about to be done, and nobody knows whether it was
 */
public record Effect(String key, @Nullable JsonNode outcome) {
}
