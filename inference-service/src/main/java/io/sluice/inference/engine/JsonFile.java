package io.sluice.inference.engine;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object of a model folder, read with errors that name the file and the field. */
final class JsonFile {

    private static final int NESTING_MAX = 64;
    private static final int STRING_CHARACTERS_MAX = 8 << 20;
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(NESTING_MAX).maxStringLength(STRING_CHARACTERS_MAX).build();
    private static final JsonMapper JSON =
            JsonMapper.builder(JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build()).build();
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(CONSTRAINTS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()).build();

    private final String name;
    private final JsonNode root;

    private JsonFile(String name, JsonNode root) {
        this.name = name;
        this.root = root;
    }

    /** @throws ModelRefusedException when the file is missing or holds no JSON object */
    static JsonFile read(Path folder, String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new ModelRefusedException(name + " is missing");
        }
        try {
            return parse(name, Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new ModelRefusedException(name + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ModelRefusedException(name + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Like {@link #read}, or null when there is no such file. */
    static @Nullable JsonFile find(Path folder, String name) {
        return Files.exists(folder.resolve(name)) ? read(folder, name) : null;
    }

    static JsonFile parse(String name, String text) {
        return parse(JSON, name, text);
    }

    /** Like {@link #parse(String, String)}, and a field that comes twice is refused. */
    static JsonFile parseStrictly(String name, String text) {
        return parse(STRICT, name, text);
    }

    private static JsonFile parse(JsonMapper mapper, String name, String text) {
        try {
            JsonNode root = mapper.readTree(text);
            if (!root.isObject()) {
                throw new ModelRefusedException(name + " holds no JSON object");
            }
            return new JsonFile(name, root);
        } catch (JacksonException e) {
            throw new ModelRefusedException(name + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    JsonNode root() {
        return root;
    }

    boolean has(String field) {
        return !root.path(field).isMissingNode() && !root.path(field).isNull();
    }

    JsonFile object(String field) {
        if (!root.path(field).isObject()) {
            throw new ModelRefusedException(name + " has no object " + field);
        }
        return new JsonFile(name + " " + field, root.path(field));
    }

    /** A whole number between {@code least} and {@code most}. */
    int integer(String field, int least, int most) {
        JsonNode value = root.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()
                || value.intValue() < least || value.intValue() > most) {
            throw new ModelRefusedException(name + " needs " + field + " as a whole number from " + least + " to " + most
                    + (has(field) ? ", not " + value : ""));
        }
        return value.intValue();
    }

    int integer(String field, int least, int most, int whenAbsent) {
        return has(field) ? integer(field, least, most) : whenAbsent;
    }

    /** A number above zero. */
    double positive(String field, double whenAbsent) {
        if (!has(field)) {
            return whenAbsent;
        }
        JsonNode value = root.path(field);
        if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
            throw new ModelRefusedException(name + " needs " + field + " as a number above 0, not " + value);
        }
        return value.doubleValue();
    }

    boolean flag(String field, boolean whenAbsent) {
        if (!has(field)) {
            return whenAbsent;
        }
        JsonNode value = root.path(field);
        if (!value.isBoolean()) {
            throw new ModelRefusedException(name + " needs " + field + " as true or false, not " + value);
        }
        return value.booleanValue();
    }

    @Nullable String text(String field) {
        JsonNode value = root.path(field);
        return value.isString() ? value.stringValue() : null;
    }

    /** One id or a list of ids; empty when absent. */
    Set<Integer> ids(String field) {
        Set<Integer> ids = new TreeSet<>();
        JsonNode value = root.path(field);
        for (JsonNode id : value.isArray() ? value : has(field) ? List.of(value) : List.<JsonNode>of()) {
            if (!id.isIntegralNumber() || !id.canConvertToInt()) {
                throw new ModelRefusedException(name + " needs " + field + " as token ids, not " + value);
            }
            ids.add(id.intValue());
        }
        return ids;
    }

    ModelRefusedException refuse(String reason) {
        return new ModelRefusedException(name + " " + reason);
    }
}
