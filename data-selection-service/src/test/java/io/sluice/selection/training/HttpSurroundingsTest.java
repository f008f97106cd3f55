package io.sluice.selection.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.model.EndpointState;
import io.sluice.contracts.model.ModelCard;
import io.sluice.platform.json.StrictJson;
import io.sluice.selection.selector.SelectorException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class HttpSurroundingsTest {

    private static final JsonMapper JSON = StrictJson.mapper();

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile int status = 200;
    private HttpServer server;
    private HttpSurroundings around;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String answer = answers.get(exchange.getRequestURI().getPath() + asked);
            byte[] body = Objects.requireNonNullElse(answer, "").getBytes(UTF_8);
            exchange.sendResponseHeaders(answer == null && status == 200 ? 404 : status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        around = new HttpSurroundings(base, base);
    }

    @AfterEach
    void stop() {
        around.close();
        server.stop(0);
    }

    private static AdapterVersion version(String version, String job) {
        return new AdapterVersion(new AdapterManifest("lora", "cond-1", version, "dd", 1, 1, new AdapterManifest.Base("small", "bb"), 8, 16.0, false,
                null, List.of(), List.of(), null, List.of(), null, null, Map.of(),
                new AdapterManifest.Training(job, 1L, "c", 1L, 1.0, Map.of()), null, null), AdapterStage.VALIDATED, null, Instant.EPOCH, Instant.EPOCH);
    }

    @Test
    void knowsWhatIsServedWhatAnswersAndWhatAJobHasMade() throws SelectorException {
        answers.put("/models", JSON.writeValueAsString(new EndpointState(List.of(
                new ModelCard("small", "small", 1, 1, 1, "aa", "ready", null), new ModelCard("large", "large", 1, 1, 1, "bb", "refused", "cut")), 0, 0, 4)));
        assertThat(around.digest("small")).contains("aa");
        assertThat(around.digest("large")).isEmpty();
        answers.put("/adapters{\"model\":\"small:cond-1@1\"}", "{}");
        assertThat(around.answers("small:cond-1@1")).isTrue();
        assertThat(around.answers("small:cond-1@2")).isFalse();
        answers.put("/adapters/cond-1", JSON.writeValueAsString(new AdapterState("cond-1", 2, List.of(version("1", "other"), version("2", "cond-1")), null,
                null, List.of(), Map.of(), Map.of(), List.of())));
        assertThat(around.madeBy("cond-1", "cond-1")).hasValueSatisfying(made -> assertThat(made.manifest().version()).isEqualTo("2"));
        assertThat(around.madeBy("cond-1", "cond-2")).isEmpty();
    }

    @Test
    void whoDoesNotAnswerIsUnavailable() {
        status = 503;
        for (int closed = 0; closed < 2; closed++) {
            assertThatThrownBy(() -> around.digest("small")).isInstanceOfSatisfying(SelectorException.class, away -> assertThat(away.passing()).isTrue());
            assertThatThrownBy(() -> around.answers("small:x")).isInstanceOfSatisfying(SelectorException.class, away -> assertThat(away.passing()).isTrue());
            assertThatThrownBy(() -> around.madeBy("a", "b")).isInstanceOfSatisfying(SelectorException.class, away -> assertThat(away.passing()).isTrue());
            server.stop(0);
        }
    }
}
