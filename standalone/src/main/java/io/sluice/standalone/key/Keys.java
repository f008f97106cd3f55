package io.sluice.standalone.key;

import io.sluice.platform.security.ApiKeyHash;
import io.sluice.standalone.check.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys of a platform on one machine. {@code keys.json} is what the gateway reads: hashes and limits, and may be
 * edited. {@code api-key} and {@code admin-key} hold the two keys of the first start in plain text, readable by their
 * owner only, so that a later start can show a command that works; delete them once the keys are kept elsewhere.
 *
 * <p>{@code workflow-key} is what the workflow-service asks the gateway with; it is made anew whenever it is missing.
 *
 * @param apiKey       empty if its file was deleted
 * @param adminKey     empty if its file was deleted
 * @param workflowFile holds the workflow-service's key
 */
public record Keys(Path file, Optional<String> apiKey, Optional<String> adminKey, Path workflowFile) {

    private static final String FILE = "keys.json";
    private static final String API = "api-key";
    private static final String ADMIN = "admin-key";
    private static final String WORKFLOW = "workflow-key";
    private static final String WORKFLOW_ID = "workflow-service";
    private static final int BYTES = 32;
    /** One machine's own user: high enough not to be met, low enough to stop a runaway loop. */
    private static final int REQUESTS_PER_MINUTE = 6000;
    private static final int TOKENS_PER_MINUTE = 5_000_000;
    /** The workflow-service asks on everybody's behalf; whoever starts runs is counted where it does. */
    private static final int WORKFLOW_SHARE = 10;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /** The outcome of {@link #load}. */
    public sealed interface Loaded {
    }

    /** Ready to use. */
    public record Known(Keys keys) implements Loaded {
    }

    /** The key file can't be read as one. */
    public record Refused(Problem problem) implements Loaded {
    }

    @Override
    public String toString() {
        return "Keys[" + file + "]";
    }

    /** Reads the keys in {@code folder}; makes an API key and an admin key if there is no key file. */
    public static Loaded load(Path folder, RandomGenerator random) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            create(folder, file, random);
        }
        List<KeyEntry> entries;
        try {
            entries = JSON.readValue(Files.readString(file), new TypeReference<>() { });
        } catch (JacksonException e) {
            return new Refused(new Problem("The key file " + file + " is damaged (" + e.getOriginalMessage()
                    + "): restore it, or delete it and a new start makes new keys."));
        }
        if (plain(folder.resolve(WORKFLOW), entries).isEmpty()) {
            addWorkflows(folder, file, entries, random);
        }
        return new Known(new Keys(file, plain(folder.resolve(API), entries), plain(folder.resolve(ADMIN), entries), folder.resolve(WORKFLOW)));
    }

    /** The key first: without its entry it opens nothing. */
    private static void addWorkflows(Path folder, Path file, List<KeyEntry> entries, RandomGenerator random) throws IOException {
        String key = draw(random);
        writeOwnerOnly(folder.resolve(WORKFLOW), key + "\n");
        entries.removeIf(entry -> entry.id().equals(WORKFLOW_ID));
        entries.add(new KeyEntry(WORKFLOW_ID, ApiKeyHash.of(key), false, WORKFLOW_SHARE * REQUESTS_PER_MINUTE, WORKFLOW_SHARE * TOKENS_PER_MINUTE));
        write(file, entries);
    }

    private static void write(Path file, List<KeyEntry> entries) throws IOException {
        writeOwnerOnly(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entries) + "\n");
    }

    private static void create(Path folder, Path file, RandomGenerator random) throws IOException {
        List<KeyEntry> entries = new ArrayList<>();
        for (String name : List.of(API, ADMIN)) {
            String key = draw(random);
            writeOwnerOnly(folder.resolve(name), key + "\n");
            boolean admin = name.equals(ADMIN);
            entries.add(new KeyEntry(admin ? "local-admin" : "local", ApiKeyHash.of(key), admin, REQUESTS_PER_MINUTE, TOKENS_PER_MINUTE));
        }
        write(file, entries);
    }

    /** A plain key that the key file still accepts. */
    private static Optional<String> plain(Path path, List<KeyEntry> entries) throws IOException {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        String key = Files.readString(path).strip();
        String hash = ApiKeyHash.of(key);
        return entries.stream().anyMatch(entry -> ApiKeyHash.same(entry.sha256(), hash)) ? Optional.of(key) : Optional.empty();
    }

    private static String draw(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return "sk-sluice-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void writeOwnerOnly(Path file, String text) throws IOException {
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName().toString(), ".part", OWNER_ONLY);
        Files.write(part, text.getBytes(StandardCharsets.UTF_8));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
