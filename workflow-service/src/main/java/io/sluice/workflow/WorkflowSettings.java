package io.sluice.workflow;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code sluice.workflow.*}.
 *
 * @param gateway     whom agents ask that name no upstream
 * @param upstreams   OpenAI-compatible APIs that agents may name
 * @param instance    the replica's own name, the same after a restart
 * @param directory   for what Kafka Streams keeps between starts
 * @param stepsAtOnce done by this replica at the same time
 * @param http        what tools may reach
 */
@ConfigurationProperties("sluice.workflow")
record WorkflowSettings(UpstreamSettings gateway, @Nullable Map<String, UpstreamSettings> upstreams, String instance, Path directory,
        int stepsAtOnce, @Nullable HttpSettings http) {

    /**
     * @param url     with its version, e.g. {@code http://127.0.0.1:8080/v1}
     * @param keyFile holds the key and nothing else; absent: none is sent
     */
    record UpstreamSettings(URI url, @Nullable Path keyFile) {
    }

    /**
     * @param inside         {@code host:port} of servers that are not on the public network and that tools may reach all the same
     * @param authorizations value of the {@code Authorization} header by {@code host:port}
     */
    record HttpSettings(@Nullable Set<String> inside, @Nullable Map<String, String> authorizations) {

        @Override
        public String toString() {
            return "HttpSettings[" + inside + "]";
        }
    }
}
