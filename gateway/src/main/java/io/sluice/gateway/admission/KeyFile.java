package io.sluice.gateway.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.json.StrictJson;
import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys that are let in, by their hashes, read again when the file changes. A file that can't be read is told in the
 * log and in {@code sluice.keys.rejected}, and the last good one stays in force; nobody is let in before the first.
 */
public final class KeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final TypeReference<List<@Nullable Tenant>> TENANTS = new TypeReference<>() {
    };

    private final Path file;
    private final JsonMapper mapper = StrictJson.mapper();
    private final Counter rejected;
    private volatile Map<String, Tenant> byHash = Map.of();
    private @Nullable FileTime read;

    public KeyFile(Path file, MeterRegistry meters) {
        this.file = file;
        this.rejected = Counter.builder("sluice.keys.rejected").description("key files that could not be read").register(meters);
        refresh();
    }

    public Optional<Tenant> find(String key) {
        String hash = ApiKeyHash.of(key);
        return Optional.ofNullable(byHash.get(hash)).filter(tenant -> ApiKeyHash.same(tenant.sha256(), hash));
    }

    /** Reads the file if it changed since the last time. */
    public synchronized void refresh() {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (changed.equals(read)) {
                return;
            }
            read = changed;
            byHash = index(mapper.readValue(Files.readAllBytes(file), TENANTS));
            LOG.info("{} keys in force", byHash.size());
        } catch (IOException | JacksonException | IllegalArgumentException unreadable) {
            rejected.increment();
            LOG.error("the key file {} is refused ({}); {} keys stay in force", file,
                    unreadable instanceof JacksonException ? "not the expected JSON" : unreadable.getMessage(), byHash.size());
        }
    }

    private static Map<String, Tenant> index(@Nullable List<@Nullable Tenant> tenants) {
        if (tenants == null) {
            throw new IllegalArgumentException("it holds no array");
        }
        Map<String, Tenant> index = new HashMap<>();
        for (Tenant tenant : tenants) {
            if (tenant == null || tenant.id() == null || !ID.matcher(tenant.id()).matches()) {
                throw new IllegalArgumentException("an entry has no id of 1..64 letters, digits, dots, dashes");
            }
            if (tenant.sha256() == null || !HASH.matcher(tenant.sha256()).matches()) {
                throw new IllegalArgumentException("sha256 of '" + tenant.id() + "' is not 64 lower-case hex digits");
            }
            if (tenant.requestsPerMinute() < 1 || tenant.tokensPerMinute() < 1) {
                throw new IllegalArgumentException("limits of '" + tenant.id() + "' must be at least 1");
            }
            if (index.put(tenant.sha256(), tenant) != null) {
                throw new IllegalArgumentException("two entries have the key of '" + tenant.id() + "'");
            }
        }
        return Map.copyOf(index);
    }
}
