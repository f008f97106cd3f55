package io.sluice.registry;

import io.sluice.registry.canary.CanaryRules;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * {@code sluice.registry.*}.
 *
 * @param store         folder of the artifacts
 * @param importFolder  the only folder that adapters may be read from by a path; absent: none
 * @param adapterMax    bytes of all files of one adapter
 * @param uploadsAtOnce further ones get 429
 * @param workers       inference-services, which are asked what models they serve
 * @param canary        when a canary is rolled back without anybody asking for it
 */
@ConfigurationProperties("sluice.registry")
record RegistrySettings(Path store, @Nullable Path importFolder, DataSize adapterMax, int uploadsAtOnce, List<URI> workers, Signatures signatures,
        CanaryRules canary) {

    /**
     * @param required whether an upload without a signature is refused
     * @param keys     key id → Ed25519 public key, X.509, base64
     */
    record Signatures(boolean required, @Nullable Map<String, String> keys) {
    }
}
