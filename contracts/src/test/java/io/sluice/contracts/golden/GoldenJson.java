package io.sluice.contracts.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads golden files and adds to them what a newer writer could. */
final class GoldenJson {

    static final JsonMapper MAPPER =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /** Objects whose keys are data. */
    private static final Set<String> MAPS = Set.of("tokensByModel", "logitBias", "metrics", "settings", "pins", "aliases", "inputs", "probabilities",
            "variables", "outcomes", "setAside", "set_aside");

    private GoldenJson() {
    }

    static String read(String name) {
        try (InputStream in = GoldenJson.class.getResourceAsStream("/golden/" + name + ".json")) {
            assertThat(in).as("src/test/resources/golden/" + name + ".json").isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with a field more in every object that stands for a record. */
    static String withUnknownFields(String json) {
        JsonNode tree = MAPPER.readTree(json);
        addUnknown(tree);
        return tree.toString();
    }

    private static void addUnknown(JsonNode node) {
        for (var field : Set.copyOf(node.properties())) {
            if (!MAPS.contains(field.getKey())) {
                addUnknown(field.getValue());
            }
        }
        if (node.isArray()) {
            node.forEach(GoldenJson::addUnknown);
        }
        if (node instanceof ObjectNode object) {
            object.putObject("addedLater").put("by", "a newer version");
        }
    }
}
