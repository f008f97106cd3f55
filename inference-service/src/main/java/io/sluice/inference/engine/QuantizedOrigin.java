package io.sluice.inference.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code sluice.json} of a quantised copy: which model it is a copy of. Adapters of that model fit the copy, because they
 * stand beside the weights and are never rounded with them; what they meet differs by the rounding that the copy accepts
 * anyway. The file is part of the copy's digest.
 */
public final class QuantizedOrigin {

    public static final String FILE = "sluice.json";
    private static final String DIGEST = "origin_digest";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private QuantizedOrigin() {
    }

    /** @return null when the folder is no copy */
    static @Nullable String read(Path folder) {
        JsonFile file = JsonFile.find(folder, FILE);
        if (file == null || !file.has(DIGEST)) {
            return null;
        }
        String digest = file.text(DIGEST);
        if (digest == null || !SHA256.matcher(digest).matches()) {
            throw file.refuse("has an " + DIGEST + " that is no SHA-256 in lower-case hexadecimal digits");
        }
        return digest;
    }

    /** What the file of a copy of {@code source} holds. */
    public static String text(Path source) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter()
                .writeValueAsString(Map.of(DIGEST, ModelLoader.digest(source))) + "\n";
    }
}
