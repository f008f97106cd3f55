package io.sluice.registry.kind;

import io.sluice.platform.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code adapter_config.json}: fields by name. */
public final class AdapterConfig {

    public static final String FILE = "adapter_config.json";
    private static final JsonMapper JSON = StrictJson.mapper();

    private final JsonNode root;

    AdapterConfig(JsonNode root) {
        this.root = root;
    }

    /** Empty when the file is no strict JSON object. */
    public static Optional<AdapterConfig> read(Path file) throws IOException {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            return root.isObject() ? Optional.of(new AdapterConfig(root)) : Optional.empty();
        } catch (JacksonException damaged) {
            return Optional.empty();
        }
    }

    public JsonNode root() {
        return root;
    }

    Optional<String> text(String field) {
        JsonNode node = root.path(field);
        return node.isString() ? Optional.of(node.asString()) : Optional.empty();
    }

    /** Empty when it is absent or no whole number in the range. */
    Optional<Integer> whole(String field, int max) {
        JsonNode node = root.path(field);
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 1 && node.intValue() <= max
                ? Optional.of(node.intValue()) : Optional.empty();
    }

    Optional<Double> positive(String field) {
        JsonNode node = root.path(field);
        return node.isNumber() && node.doubleValue() > 0 && Double.isFinite(node.doubleValue())
                ? Optional.of(node.doubleValue()) : Optional.empty();
    }

    boolean absent(String field) {
        return root.path(field).isMissingNode() || root.path(field).isNull();
    }

    /** Absent, null, false, or an empty list or object: nothing is asked for. */
    boolean asksNothing(String field) {
        JsonNode node = root.path(field);
        return absent(field) || node.isBoolean() && !node.booleanValue() || node.isContainer() && node.isEmpty();
    }

    /**
     * Whether a list of modules names one, by its path or the end of it, as PEFT looks for modules. What is no list (an expression,
     * {@code all-linear}, nothing at all) is taken to name all.
     */
    boolean names(String field, String module) {
        JsonNode list = root.path(field);
        return !list.isArray() || list.valueStream().map(each -> each.asString("")).anyMatch(each -> module.equals(each) || module.endsWith("." + each));
    }

    /** The last part of {@code base_model_name_or_path}. */
    Optional<String> baseName() {
        return text("base_model_name_or_path").map(path -> path.replaceAll("/+$", "")).map(path -> path.substring(path.lastIndexOf('/') + 1))
                .filter(name -> !name.isBlank());
    }
}
