package io.sluice.gateway.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.json.StrictJson;
import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
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
 * The keys that are let in, by their hashes, read again when the file changes. A file that can't be read is told once in
 * the log and in {@code sluice.keys.rejected}, and the last good one stays in force; nobody is let in before the first.
 * Thread-safe.
 */
public final class KeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int BYTES_MAX = 16 << 20;
    /** A bucket can't refill faster than a token a nanosecond. */
    private static final long LIMIT_MAX = 10_000_000_000L;
    private static final TypeReference<List<@Nullable Tenant>> TENANTS = new TypeReference<>() {
    };

    private final JsonMapper mapper = StrictJson.mapper();
    private final Path file;
    private final Counter rejected;
    private volatile Map<String, Tenant> byHash = Map.of();
    /** What was read last, good or bad. The file is small, and its content tells of a change what a time stamp can't. */
    private byte @Nullable [] read;
    private boolean absent;

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
            byte[] content = content();
            absent = false;
            if (Arrays.equals(content, read)) {
                return;
            }
            read = content;
            byHash = index(mapper.readValue(content, TENANTS));
            LOG.info("{} keys in force", byHash.size());
        } catch (JacksonException json) {
            refuse("not a JSON array of keys" + (json.getLocation() == null ? "" : ", see line " + json.getLocation().getLineNr()));
        } catch (IllegalArgumentException unfit) {
            refuse(unfit.getMessage());
        } catch (IOException unreadable) {
            if (!absent) {
                absent = true;
                read = null;
                refuse(unreadable instanceof NoSuchFileException ? "it does not exist" : "it can't be read: " + unreadable);
            }
        }
    }

    private void refuse(@Nullable String reason) {
        rejected.increment();
        LOG.error("the key file {} is refused: {}; {} keys stay in force", file, reason, byHash.size());
    }

    private byte[] content() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(BYTES_MAX + 1);
            if (content.length > BYTES_MAX) {
                throw new IOException("it holds more than " + BYTES_MAX + " bytes");
            }
            return content;
        }
    }

    private static Map<String, Tenant> index(@Nullable List<@Nullable Tenant> tenants) {
        if (tenants == null) {
            throw new IllegalArgumentException("it holds no array");
        }
        Map<String, Tenant> index = new HashMap<>();
        for (Tenant tenant : tenants) {
            check(tenant);
            if (index.put(tenant.sha256(), tenant) != null) {
                throw new IllegalArgumentException("two entries have the key of '" + tenant.id() + "'");
            }
        }
        return Map.copyOf(index);
    }

    /** JSON may leave out what the record says is there. */
    @SuppressWarnings("ConstantConditions")
    private static void check(@Nullable Tenant tenant) {
        if (tenant == null || tenant.id() == null || !ID.matcher(tenant.id()).matches()) {
            throw new IllegalArgumentException("an entry has no id of 1..64 letters, digits, dots, dashes");
        }
        if (tenant.sha256() == null || !HASH.matcher(tenant.sha256()).matches()) {
            throw new IllegalArgumentException("sha256 of '" + tenant.id() + "' is not 64 lower-case hex digits");
        }
        if (!isLimit(tenant.requestsPerMinute()) || !isLimit(tenant.tokensPerMinute())) {
            throw new IllegalArgumentException("limits of '" + tenant.id() + "' must be within 1.." + LIMIT_MAX);
        }
    }

    private static boolean isLimit(long limit) {
        return limit >= 1 && limit <= LIMIT_MAX;
    }
}
