package io.sluice.registry.intake;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterUpload;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@code sluice.json}: a public form, so that fields nobody knows are refused, and every text, list and map is
 * bounded, since all of it travels in every event of the adapter.
 */
final class UploadFile {

    private static final JsonMapper JSON =
            StrictJson.configure(JsonMapper.builder()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final long BYTES_MAX = 64 << 10;
    private static final int ITEMS_MAX = 32;
    private static final int TEXT_MAX = 128;
    private static final int DESCRIPTION_MAX = 1000;

    private UploadFile() {
    }

    static AdapterUpload read(Path folder) throws IOException {
        Path file = folder.resolve(AdapterUpload.FILE);
        if (!Files.isRegularFile(file)) {
            return AdapterUpload.NOTHING;
        }
        if (Files.size(file) > BYTES_MAX) {
            throw wrong(AdapterUpload.FILE, "has at most " + BYTES_MAX + " bytes");
        }
        try {
            AdapterUpload upload = JSON.readValue(Files.readAllBytes(file), AdapterUpload.class);
            check(upload);
            return upload;
        } catch (JacksonException wrong) {
            String where = String.join(".", wrong.getPath().stream()
                    .map(step -> Objects.requireNonNullElse(step.getPropertyName(), "[" + step.getIndex() + "]")).toList());
            throw SluiceException.user(422, "invalid_json", "'" + AdapterUpload.FILE + "' is no strict JSON of the known fields"
                    + (where.isEmpty() ? "" : ": '" + where + "' is at fault"), where.isEmpty() ? AdapterUpload.FILE : where);
        }
    }

    private static void check(AdapterUpload upload) {
        text("version", upload.version(), TEXT_MAX);
        text("base", upload.base(), TEXT_MAX);
        text("task", upload.task(), TEXT_MAX);
        text("description", upload.description(), DESCRIPTION_MAX);
        text("licence", upload.licence(), TEXT_MAX);
        texts("tags", upload.tags());
        few("metrics", upload.metrics() == null ? null : upload.metrics().entrySet());
        if (upload.metrics() != null) {
            upload.metrics().forEach((name, value) -> {
                text("metrics", name, TEXT_MAX);
                if (value == null || !Double.isFinite(value)) {
                    throw wrong("metrics." + name, "has to be a number");
                }
            });
        }
        if (upload.training() != null) {
            check(upload.training());
        }
        if (upload.data() != null) {
            text("data.digest", upload.data().digest(), TEXT_MAX);
            text("data.source", upload.data().source(), DESCRIPTION_MAX);
            required("data.parents", upload.data().parents());
            texts("data.parents", upload.data().parents());
        }
        AdapterManifest.Signature signature = upload.signature();
        if (signature != null) {
            for (String part : new @Nullable String[] {signature.keyId(), signature.algorithm(), signature.value()}) {
                required("signature", part);
                text("signature", part, TEXT_MAX);
            }
            if (upload.version() == null) {
                throw wrong("version", "is needed with a signature, which vouches for one version");
            }
        }
    }

    private static void check(AdapterManifest.Training training) {
        text("training.job", training.job(), TEXT_MAX);
        text("training.codeVersion", training.codeVersion(), TEXT_MAX);
        required("training.settings", training.settings());
        few("training.settings", training.settings().entrySet());
        for (Map.Entry<String, String> each : training.settings().entrySet()) {
            Stream.of(each.getKey(), each.getValue()).forEach(part -> text("training.settings", part, TEXT_MAX));
        }
    }

    private static void texts(String field, @Nullable List<String> list) {
        few(field, list);
        if (list != null) {
            list.forEach(each -> {
                required(field, each);
                text(field, each, TEXT_MAX);
            });
        }
    }

    /** JSON may leave out what a record says is there. */
    private static void required(String field, @Nullable Object value) {
        if (value == null) {
            throw wrong(field, "is missing");
        }
    }

    private static void few(String field, @Nullable Collection<?> list) {
        if (list != null && list.size() > ITEMS_MAX) {
            throw wrong(field, "has at most " + ITEMS_MAX + " entries");
        }
    }

    private static void text(String field, @Nullable String text, int max) {
        boolean oneLine = max == TEXT_MAX;
        if (text != null && (text.isBlank() || text.length() > max || oneLine && text.chars().anyMatch(Character::isISOControl))) {
            throw wrong(field, "is a text of 1 to " + max + " characters" + (oneLine ? ", none of them a control character" : ""));
        }
    }

    private static SluiceException wrong(String field, String rule) {
        return SluiceException.user(422, "invalid_value", "'" + field + "' " + rule, field);
    }
}
