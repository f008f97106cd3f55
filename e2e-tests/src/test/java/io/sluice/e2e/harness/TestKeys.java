package io.sluice.e2e.harness;

import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The keys of the tests' platforms: one without limits that matter, one for the admin, and one that is soon exhausted. */
public final class TestKeys {

    /** Requests per minute that {@link #LIMITED} may send. */
    public static final int LIMITED_REQUESTS = 2;

    public static final String USER = "sk-sluice-test-user-2f6c1e5a9b";
    public static final String ADMIN = "sk-sluice-test-admin-7d0b4c8e3f";
    public static final String LIMITED = "sk-sluice-test-limited-5e9a2d7c1b";

    private static final int PLENTY = 1_000_000_000;

    private TestKeys() {
    }

    /** What the workflow-service asks the gateway with. */
    static Path writeWorkflows(Path file) {
        try {
            return Files.writeString(file, USER + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file) {
        List<Map<String, Object>> entries = List.of(
                entry("user", USER, false, PLENTY), entry("admin", ADMIN, true, PLENTY),
                entry("limited", LIMITED, false, LIMITED_REQUESTS));
        try {
            return Files.writeString(file, Json.write(entries));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> entry(String id, String key, boolean admin, int requestsPerMinute) {
        return Map.of("id", id, "sha256", ApiKeyHash.of(key), "admin", admin, "requestsPerMinute", requestsPerMinute,
                "tokensPerMinute", PLENTY);
    }
}
