package io.sluice.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.platform.error.ErrorResponder;
import io.sluice.platform.json.StrictJson;
import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

class KeyFilterTest {

    @TempDir
    private Path folder;
    private KeyFilter filter;

    @BeforeEach
    void keys() throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), "[" + entry("user", "sk-user", false) + ","
                + entry("admin", "sk-admin", true) + "]");
        filter = new KeyFilter(new KeyFile(file, new SimpleMeterRegistry()), new ErrorResponder(StrictJson.mapper()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/calibrations", "/%61dmin/calibrations", "/admin;a=b/calibrations", "/%61%64min;x/calibrations", "/admin"})
    void noSpellingOfAnAdminPathTakesAUsersKey(String path) {
        assertThat(status(path, "Bearer sk-user")).isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(status(path, "Bearer sk-admin")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness", "/actuator/prometheus"})
    void probesNeedNoKey(String path) {
        assertThat(status(path, null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//v1/models", "/v1;x/models", "/v1/%6dodels", "/actuator/health/", "/actuator/health/..;/env",
        "/actuator/health;x", "/actuator/%68ealth", "/actuator/env", "/admin/calibrations"})
    void everyOtherPathDoes(String path) {
        assertThat(status(path, null)).isEqualTo(HttpStatus.UNAUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer sk-use", "Bearer sk-user2", "Basic sk-user", "sk-user", "Bearer sk-user'--"})
    void otherKeysAreRefused(String authorization) {
        assertThat(status("/v1/models", authorization)).isEqualTo(HttpStatus.UNAUTHORIZED);
    }

    @Test
    void theSchemeHasNoCase() {
        assertThat(status("/v1/models", "bearer sk-user")).isNull();
    }

    /** Null: it was let through. */
    private @Nullable Object status(String path, @Nullable String authorization) {
        MockServerHttpRequest.BodyBuilder request = MockServerHttpRequest.method(HttpMethod.GET, URI.create("http://host" + path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        MockServerWebExchange exchange = MockServerWebExchange.from(request.build());
        boolean[] through = new boolean[1];
        filter.filter(exchange, passed -> {
            through[0] = true;
            return Mono.empty();
        }).toFuture().join();
        return through[0] ? null : exchange.getResponse().getStatusCode();
    }

    private static String entry(String id, String key, boolean admin) {
        return "{\"id\":\"" + id + "\",\"sha256\":\"" + ApiKeyHash.of(key) + "\",\"admin\":" + admin
                + ",\"requestsPerMinute\":5,\"tokensPerMinute\":5}";
    }
}
