package io.sluice.workflow.agent;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where models answer, as the operator configured it: an OpenAI-compatible API.
 *
 * @param baseUrl with its version, e.g. {@code http://gateway:8080/v1}
 * @param key     of the API; absent: none is sent
 */
public record Upstream(URI baseUrl, @Nullable String key) {

    public Upstream {
        if (baseUrl.getHost() == null || !("http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme()))) {
            throw new IllegalArgumentException("baseUrl must be an http or https address with a host");
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Upstream[" + baseUrl.getScheme() + "://" + baseUrl.getHost() + ":" + baseUrl.getPort() + baseUrl.getPath() + "]";
    }
}
