package io.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.inference.batching.FakeModel;
import io.sluice.inference.batching.ModelCatalog;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.platform.event.EventPublisher;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as a process with a port: fake models, everything else real; no broker is there. */
class InferenceServiceIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final BlockingQueue<SluiceEvent> PUBLISHED = new LinkedBlockingQueue<>();
    private static final CountDownLatch LOADING = new CountDownLatch(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ReactiveWebServerApplicationContext context;
    private static URI base;

    @Configuration(proxyBeanMethods = false)
    static class Fakes {

        @Bean
        ModelCatalog.Loader loader() {
            return source -> {
                String name = source.name();
                try {
                    LOADING.await();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
                if (name.equals("broken")) {
                    throw new ModelRefusedException("the weights are cut off");
                }
                return new FakeModel(name, name.equals("large") ? 10_000 : 1_000, name.hashCode());
            };
        }

        @Bean
        @Primary
        EventPublisher recorder() {
            return new EventPublisher() {
                @Override
                public void publish(SluiceEvent event, @Nullable String traceparent) {
                    PUBLISHED.add(event);
                }

                @Override
                public CompletableFuture<Void> publishDurably(SluiceEvent event, @Nullable String traceparent) {
                    PUBLISHED.add(event);
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public long dropped() {
                    return 0;
                }

                @Override
                public int pending() {
                    return 0;
                }
            };
        }
    }

    @BeforeAll
    static void start() throws Exception {
        context = (ReactiveWebServerApplicationContext) new SpringApplicationBuilder(Fakes.class, InferenceApplication.class)
                .properties("spring.config.name=inference-service")
                .run("--server.port=0", "--sluice.kafka.bootstrap-servers=127.0.0.1:1",
                        "--sluice.inference.models.small.path=s", "--sluice.inference.models.small.role=small",
                        "--sluice.inference.models.large.path=l", "--sluice.inference.models.large.role=large",
                        "--sluice.inference.models.broken.path=b");
        base = URI.create("http://127.0.0.1:" + context.getWebServer().getPort());
        assertThat(get("/actuator/health/readiness").statusCode()).as("while models load").isEqualTo(503);
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        LOADING.countDown();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (get("/actuator/health/readiness").statusCode() != 200) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        context.close();
    }

    @Test
    void listsWhatItServesAndWhyItRefusesTheRest() throws Exception {
        JsonNode state = JSON.readTree(get("/models").body());
        assertThat(state.get("slots").asInt()).isEqualTo(8);
        assertThat(state.get("models")).hasSize(3);
        for (JsonNode card : state.get("models")) {
            if (card.get("name").asString().equals("broken")) {
                assertThat(card.get("status").asString()).isEqualTo("refused");
                assertThat(card.get("refusal").asString()).isEqualTo("the weights are cut off");
            } else {
                assertThat(card.get("status").asString()).isEqualTo("ready");
                assertThat(card.has("refusal")).isFalse();
                assertThat(card.get("role").asString()).isEqualTo(card.get("name").asString());
            }
        }
    }

    @Test
    void tellsWhichAdaptersItHoldsAndWhichItDoesNotKnow() throws Exception {
        JsonNode held = JSON.readTree(get("/adapters").body());
        assertThat(held.get("resident")).isEmpty();
        assertThat(held.get("bytesMax").asLong()).isEqualTo(256L << 20);
        assertThat(JSON.readTree(get("/models").body()).has("adapted")).isFalse();
        HttpResponse<String> unknown = post("/adapters", "{\"model\":\"large:sort@1\"}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("model_not_found").contains("no adapter named sort");
        assertThat(post("/adapters", "{}").statusCode()).isEqualTo(400);
        assertThat(HTTP.send(HttpRequest.newBuilder(base.resolve("/adapters/sort/1")).DELETE().build(),
                HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(404);
        assertThat(post("/generate", request("unknown-adapter", "pinned", "large:sort", 5)).body()).contains("model_not_found");
    }

    @Test
    void tellsHowLikelyTextsAreOrWhichPassageItCannotRead() throws Exception {
        HttpResponse<String> answer = post("/likelihoods", "{\"model\":\"large\",\"passages\":[{\"prompt\":\"p\",\"completion\":\"ab\"},{\"completion\":\"a\"}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode likelihoods = JSON.readTree(answer.body()).get("likelihoods");
        assertThat(likelihoods.get(0).get("tokens").asInt()).isEqualTo(2);
        assertThat(likelihoods.get(0).get("logProbability").asDouble()).isNegative();
        assertThat(likelihoods.get(1)).isEqualTo(JSON.readTree("{\"tokens\":0,\"logProbability\":0.0}"));
        HttpResponse<String> tooLong = post("/likelihoods", "{\"model\":\"large\",\"passages\":[{\"completion\":\"" + "a".repeat(600) + "\"}]}");
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(tooLong.body()).get("error").get("param").asString()).isEqualTo("passages[0]");
        assertThat(JSON.readTree(tooLong.body()).get("error").get("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(post("/likelihoods", "{\"model\":\"nobody\",\"passages\":[{\"completion\":\"a\"}]}").statusCode()).isEqualTo(404);
        assertThat(post("/likelihoods", "{}").statusCode()).isEqualTo(400);
        assertThat(post("/likelihoods", "{\"model\":\"large\",\"passages\":[{\"completion\":7.5}]").statusCode()).isEqualTo(400);
        assertThat(get("/actuator/prometheus").body()).contains("sluice_likelihoods_passages_total 2.0");
    }

    @Test
    void answersInJsonLines() throws Exception {
        HttpResponse<String> answer = post("/generate", request("lines", "random", "large", 30));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/x-ndjson");
        List<JsonNode> lines = answer.body().lines().map(JSON::readTree).toList();
        assertThat(lines.getFirst().get("type").asString()).isEqualTo("started");
        assertThat(lines.getLast().get("type").asString()).isEqualTo("completed");
        JsonNode routing = lines.getLast().get("routing");
        assertThat(routing.get("policy").asString()).isEqualTo("random");
        assertThat(routing.get("cpuSeconds").asDouble()).isPositive();
        assertThat(completed("lines").outcome()).isEqualTo("completed");
    }

    @Test
    void tellsInTheStreamWhyARequestIsRefused() throws Exception {
        HttpResponse<String> answer = post("/generate", request("refused", "random", "nobody", 30));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode failed = JSON.readTree(answer.body().strip());
        assertThat(failed.get("type").asString()).isEqualTo("failed");
        assertThat(failed.get("code").asString()).isEqualTo("model_not_found");
        assertThat(failed.get("param").asString()).isEqualTo("plan.large");
        assertThat(completed("refused").code()).isEqualTo("model_not_found");
    }

    @Test
    void saysWhatIsWrongWithARequestToLookInside() throws Exception {
        String hidden = "{\"requestId\":\"r\",\"tenant\":\"t\",\"model\":\"%s\",\"prompt\":\"x\",\"hidden\":%s,\"timeoutMillis\":5000}";
        HttpResponse<String> unknown = post("/inspect", hidden.formatted("nobody", "{}"));
        assertThat(unknown.statusCode()).as(unknown.body()).isEqualTo(404);
        assertThat(JSON.readTree(unknown.body()).get("error").get("param").asString()).isEqualTo("model");
        HttpResponse<String> outside = post("/inspect", hidden.formatted("small", "{\"layers\":[7]}"));
        assertThat(outside.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(outside.body()).get("error").get("param").asString()).isEqualTo("hidden.layers");
        assertThat(post("/inspect", hidden.formatted("small", "{\"rows\":\"some\"}")).statusCode()).isEqualTo(400);
    }

    @Test
    void jsonThatIsNoneIsAnErrorBody() throws Exception {
        for (String bad : List.of("{", "[]", "{\"requestId\":1}{", request("x", "best", "large", 3), "{\"choices\":1.5}")) {
            HttpResponse<String> answer = post("/generate", bad);
            assertThat(answer.statusCode()).as(bad).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).get("error").get("message").asString()).isNotBlank();
        }
        String nothing = "{\"choices\":1,\"echo\":false,\"entropies\":false,\"timeoutMillis\":1}";
        assertThat(post("/generate", nothing).body()).contains("\"failed\"").contains("\"requestId\"");
    }

    @Test
    void aLongPromptIsReadBeforeItIsRefused() throws Exception {
        String body = request("long", "small", "large", 3).replace("tell me", "word ".repeat(300_000));
        HttpResponse<String> answer = post("/generate", body);
        assertThat(JSON.readTree(answer.body().strip()).get("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(post("/generate", "{\"prompt\":\"" + "x".repeat(9 << 20) + "\"}").statusCode()).isEqualTo(413);
    }

    @Test
    void aClientThatGoesAwayFreesItsSlotWithinASecond() throws Exception {
        for (String policy : List.of("small", "cascade")) {
            HttpResponse<InputStream> answer = HTTP.send(to("/generate", request("gone-" + policy, policy, "large", 500)
                    .replace("\"timeoutMillis\":60000", "\"timeoutMillis\":60000,\"choices\":100")), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.body().read()).isEqualTo('{');
            answer.body().close();
            assertThat(completed("gone-" + policy).outcome()).isEqualTo("cancelled");
            assertThat(JSON.readTree(get("/models").body()).get("running").asInt()).isZero();
        }
    }

    @Test
    void showsItsNumbers() throws Exception {
        post("/generate", request("numbers", "random", "large", 30));
        completed("numbers");
        String metrics = get("/actuator/prometheus").body();
        assertThat(metrics).contains("gen_ai_server_time_to_first_token", "gen_ai_server_time_per_output_token", "sluice_tokens_total",
                "sluice_switches_total", "sluice_catchup_tokens_total", "sluice_queue_depth", "sluice_running", "sluice_kernel{",
                "sluice_requests_total", "sluice_events_dropped_total");
        assertThat(metrics).doesNotContain("tell me");
    }

    private static InferenceCompleted completed(String requestId) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            SluiceEvent event = PUBLISHED.poll(1, TimeUnit.SECONDS);
            if (event instanceof InferenceCompleted completed && completed.requestId().equals(requestId)) {
                return completed;
            }
        }
        throw new AssertionError("no event for " + requestId);
    }

    private static String request(String id, String policy, String large, int most) {
        return """
                {"requestId":"%s","tenant":"t","plan":{"policy":"%s","small":"small","large":"%s",
                "dials":{"threshold":1e9,"window":1,"minRun":1,"coolDown":0,"largeShare":0.5,"seed":3}},
                "prompt":"tell me","sampling":{"temperature":0,"topP":1,"topK":0,"minP":0,"presencePenalty":0,"frequencyPenalty":0,
                "repetitionPenalty":1,"logitBias":{"256":-100}},"maxTokens":%d,"stop":[],"echo":false,"entropies":false,
                "timeoutMillis":60000%s}""".formatted(id, policy, large, most, most == 500 ? "" : ",\"choices\":1");
    }

    private static HttpRequest to(String path, String body) {
        return HttpRequest.newBuilder(base.resolve(path)).header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)).build();
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return HTTP.send(to(path, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
