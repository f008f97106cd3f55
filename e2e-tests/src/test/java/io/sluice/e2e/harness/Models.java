package io.sluice.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The shipped models, as files and by name. */
public final class Models {

    public static final String SMALL = "sluice-small";
    public static final String LARGE = "sluice-large";
    public static final String AUTO = "sluice-auto";

    private Models() {
    }

    /** The repository's root: the nearest folder upwards that holds this module. */
    public static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("e2e-tests"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new AssertionError("not inside the repository: " + Path.of("").toAbsolutePath());
        }
        return at;
    }

    public static Path folder(String name) {
        Path folder = root().resolve("models").resolve(name);
        if (!Files.isRegularFile(folder.resolve("config.json"))) {
            throw new AssertionError("no model in " + folder);
        }
        return folder;
    }

    /** The ids that end an answer, from the small model's configuration; the pair shares one tokenizer. */
    public static List<Integer> endTokens() {
        JsonNode ids = config(SMALL).path("eos_token_id");
        return ids.isArray()
                ? StreamSupport.stream(ids.spliterator(), false).map(JsonNode::asInt).toList()
                : List.of(ids.asInt());
    }

    public static int contextLength(String name) {
        return config(name).path("max_position_embeddings").asInt();
    }

    public static JsonNode config(String name) {
        return file(name, "config.json");
    }

    private static JsonNode tokenizer() {
        return file(SMALL, "tokenizer.json");
    }

    private static JsonNode file(String model, String file) {
        try {
            return Json.read(Files.readString(folder(model).resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy that a test may damage. */
    public static Path copy(String name, Path target) throws IOException {
        try (var files = Files.list(folder(name))) {
            Files.createDirectories(target);
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }


    /** The id of the token whose text is given; the vocabulary writes a blank as U+0120. */
    public static int tokenId(String text) {
        JsonNode id = tokenizer().get("model").get("vocab").path(text.replace(' ', '\u0120').replace('\n', '\u010A'));
        if (!id.isInt()) {
            throw new AssertionError("no token '" + text + "'");
        }
        return id.asInt();
    }

    /** The names of the control tokens, which user text must not turn into them. */
    public static List<String> controlTokens() {
        return StreamSupport.stream(tokenizer().get("added_tokens").spliterator(), false)
                .map(token -> token.get("content").asString()).toList();
    }
}
