package io.sluice.standalone.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sluice.standalone.check.PortUse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChatClientTest {

    private HttpServer server;
    private final AtomicReference<String> asked = new AtomicReference<>("");
    private final AtomicReference<String> authorization = new AtomicReference<>("");
    private final List<String> pieces = new ArrayList<>();

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsEachPieceWithItsWriterAndTheReport() throws Exception {
        answer("/v1/chat/completions", 200, """
                data: {"choices":[{"delta":{"role":"assistant","content":""}}]}

                data: {"choices":[{"delta":{"content":"7"}}],"sluice":{"tokens":[{"model":"sluice-small","entropy":0.1}]}}

                data: {"choices":[{"delta":{"content":"32"}}],"sluice":{"tokens":[{"model":"sluice-large","entropy":0.9}]}}

                data: {"choices":[{"delta":{},"finish_reason":"stop"}],"sluice":{"policy":"entropy","switches":1,"tokens_by_model":{"sluice-large":1,"sluice-small":3}}}

                data: [DONE]

                """);
        ChatOutcome outcome = ask(Optional.of("entropy"));
        assertThat(pieces).containsExactly("=", "7=sluice-small", "32=sluice-large", "=");
        assertThat(outcome).isInstanceOfSatisfying(ChatOutcome.Answered.class, answered -> {
            assertThat(answered.text()).isEqualTo("732");
            assertThat(Transcript.summary(answered.report(), java.time.Duration.ofMillis(420)))
                    .isEqualTo("[entropy: 4 tokens, sluice-large 25 %, sluice-small 75 %, 1 switch, 0.4 s]");
        });
        assertThat(asked.get()).contains("\"policy\":\"entropy\"", "\"stream\":true", "\"content\":\"Add: 274+458\"");
        assertThat(authorization.get()).isEqualTo("Bearer sk-test");
    }

    @Test
    void aRefusalIsTheGatewaysOwnMessage() throws Exception {
        answer("/v1/chat/completions", 429, "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit\",\"param\":null,\"code\":\"limit\"}}");
        assertThat(ask(Optional.empty())).isEqualTo(new ChatOutcome.Refused("slow down"));
    }

    @Test
    void anErrorFrameCutsTheAnswer() throws Exception {
        answer("/v1/chat/completions", 200, "data: {\"choices\":[{\"delta\":{\"content\":\"7\"}}]}\n\ndata: {\"error\":{\"message\":\"the engine is gone\"}}\n\n");
        assertThat(ask(Optional.empty())).isEqualTo(new ChatOutcome.Cut("the engine is gone"));
    }

    @Test
    void anEndWithoutTheLastFrameIsACutToo() throws Exception {
        answer("/v1/chat/completions", 200, "data: {\"choices\":[{\"delta\":{\"content\":\"7\"}}]}\n\n");
        assertThat(ask(Optional.empty())).isInstanceOf(ChatOutcome.Cut.class);
    }

    @Test
    void saysHowToStartWhatDoesNotAnswer() throws Exception {
        URI nobody = URI.create("http://127.0.0.1:" + PortUse.free("127.0.0.1"));
        try (ChatClient client = new ChatClient(nobody, "sk-test")) {
            assertThat(client.ask("m", Optional.empty(), List.of(new Turn("user", "hi")), (text, model) -> { }))
                    .isEqualTo(new ChatOutcome.Refused("Nothing answers at " + nobody + ": start the platform with ./sluice up, or name another with --url."));
        }
    }

    @Test
    void knowsTheLargestModel() throws Exception {
        answer("/v1/models", 200, """
                {"data":[{"id":"sluice-auto","parameters":0},{"id":"a","parameters":100},{"id":"b","parameters":2500}]}
                """);
        try (ChatClient client = new ChatClient(gateway(), "sk-test")) {
            assertThat(client.largest()).contains("b");
        }
    }

    private ChatOutcome ask(Optional<String> policy) throws InterruptedException {
        try (ChatClient client = new ChatClient(gateway(), "sk-test")) {
            return client.ask("sluice-auto", policy, List.of(new Turn("user", "Add: 274+458")),
                    (text, model) -> pieces.add(text + "=" + model));
        }
    }

    private URI gateway() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            asked.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
