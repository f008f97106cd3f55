package io.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.batching.FakeModel;
import io.sluice.inference.batching.ModelCatalog;
import io.sluice.inference.engine.KvExhaustedException;
import io.sluice.inference.engine.hook.HookFailedException;
import io.sluice.inference.engine.hook.Hooks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What callers of the service see when memory runs out, one of them breaks a pass, or far too many come at once. */
class FaultsIT {

    private static final int SLOTS = 4;
    private static final int QUEUE = 8;
    /** Pages of sixteen tokens; two answers of 250 tokens do not fit beside each other. */
    private static final int PAGES = 24;
    private static final char POISON = '!';
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final FakeModel MODEL = new FakeModel("only", 1_000, 7);

    private static ReactiveWebServerApplicationContext context;
    private static URI base;

    @Configuration(proxyBeanMethods = false)
    static class Fakes {

        @Bean
        ModelCatalog.Loader loader() {
            return source -> MODEL;
        }
    }

    enum Fault {
        KV_EXHAUSTED("capacity", () -> new KvExhaustedException(9, 1)),
        HOOK_FAILED("internal", () -> new HookFailedException(Hooks.NONE, new IllegalStateException("secret"))),
        OUT_OF_MEMORY("capacity", () -> new OutOfMemoryError("secret")),
        ENGINE_FAILURE("internal", () -> new ArrayIndexOutOfBoundsException("secret")),
        BROKEN_LOGITS("internal", null);

        private final String kind;
        /** Absent: the model returns what is no number. */
        private final Supplier<Throwable> thrown;

        Fault(String kind, Supplier<Throwable> thrown) {
            this.kind = kind;
            this.thrown = thrown;
        }

        void arm() {
            if (thrown == null) {
                MODEL.poison = POISON;
                return;
            }
            MODEL.beforePass = segments -> {
                if (segments.stream().anyMatch(segment -> Arrays.stream(segment.tokens()).anyMatch(token -> token == POISON))) {
                    FaultsIT.<RuntimeException>raise(thrown.get());
                }
            };
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @BeforeAll
    static void start() throws Exception {
        context = (ReactiveWebServerApplicationContext) new SpringApplicationBuilder(Fakes.class, InferenceApplication.class)
                .properties("spring.config.name=inference-service")
                .run("--server.port=0", "--sluice.kafka.bootstrap-servers=127.0.0.1:1", "--sluice.inference.slots=" + SLOTS,
                        "--sluice.inference.queue=" + QUEUE, "--sluice.inference.kv-bytes=" + PAGES * 1000,
                        "--sluice.inference.models.only.path=o", "--sluice.inference.models.only.role=large");
        base = URI.create("http://127.0.0.1:" + context.getWebServer().getPort());
        await("the model is served", () -> get("/models").body().contains("ready"));
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        context.close();
        assertThat(MODEL.openCaches).hasValue(0);
    }

    @AfterEach
    void nothingLeaks() {
        MODEL.beforePass = segments -> { };
        MODEL.duringPass = () -> { };
        MODEL.poison = -1;
        await("slots and line are empty", () -> {
            JsonNode state = JSON.readTree(get("/models").body());
            return state.get("running").asInt() == 0 && state.get("queued").asInt() == 0;
        });
        await("only kept prefixes hold pages", () -> meter("sluice_kv_bytes") <= meter("sluice_prefix_bytes"));
        assertThat(said(text(send("after", 20)))).hasSize(20);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatBreaksThePassItSharesEndsAloneAndIsToldWhy(Fault fault) throws Exception {
        List<String> prompts = List.of("one", "two", "three");
        List<String> alone = prompts.stream().map(prompt -> said(text(send(prompt, 60)))).toList();
        fault.arm();
        CountDownLatch hold = hold();
        List<CompletableFuture<HttpResponse<String>>> healthy = new ArrayList<>();
        healthy.add(send(prompts.get(0), 60));
        CompletableFuture<HttpResponse<String>> bad = send("poisoned" + POISON, 60);
        healthy.add(send(prompts.get(1), 60));
        healthy.add(send(prompts.get(2), 60));
        await("all four are there", () -> queuedOrRunning() == 4);
        hold.countDown();
        assertThat(healthy.stream().map(FaultsIT::text).map(FaultsIT::said).toList()).isEqualTo(alone);
        JsonNode failed = JSON.readTree(text(bad).lines().toList().getLast());
        assertThat(failed.get("type").asString()).isEqualTo("failed");
        assertThat(failed.get("code").asString()).isEqualTo(fault.name().toLowerCase(Locale.ROOT));
        assertThat(failed.get("kind").asString()).isEqualTo(fault.kind);
        assertThat(failed.get("message").asString()).isNotBlank().doesNotContain("secret");
    }

    @Test
    void requestsThatDoNotFitIntoTheMemoryTogetherAllGetTheirAnswer() throws Exception {
        List<String> prompts = IntStream.range(0, 6).mapToObj(i -> "outgrows the memory " + i).toList();
        List<String> alone = prompts.stream().map(prompt -> said(text(send(prompt, 250)))).toList();
        double before = meter("sluice_parked_total");
        CountDownLatch hold = hold();
        List<CompletableFuture<HttpResponse<String>>> together = prompts.stream().map(prompt -> send(prompt, 250)).toList();
        await("all six are there", () -> queuedOrRunning() >= 6);
        hold.countDown();
        assertThat(together.stream().map(FaultsIT::text).map(FaultsIT::said).toList()).isEqualTo(alone);
        assertThat(meter("sluice_parked_total")).as("sequences that lost their pages meanwhile").isGreaterThan(before);
    }

    @Test
    void tenTimesTheLoadIsRefusedBeyondTheLineAndTheRestIsAnswered() throws Exception {
        int all = 10 * (SLOTS + QUEUE);
        List<String> prompts = IntStream.range(0, all).mapToObj(i -> "request " + i).toList();
        CountDownLatch hold = hold();
        List<CompletableFuture<HttpResponse<String>>> sent = prompts.stream().map(prompt -> send(prompt, 20)).toList();
        await("whoever has no place is told at once, while the engine stands still",
                () -> sent.stream().filter(CompletableFuture::isDone).count() >= all - SLOTS - QUEUE);
        hold.countDown();
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < all; i++) {
            String answer = text(sent.get(i));
            JsonNode last = JSON.readTree(answer.lines().toList().getLast());
            outcomes.merge(last.get("type").asString(), 1, Integer::sum);
            if (last.get("type").asString().equals("failed")) {
                assertThat(last.get("code").asString()).isEqualTo("overloaded");
                assertThat(last.get("kind").asString()).isEqualTo("capacity");
            } else {
                assertThat(said(answer)).as(prompts.get(i)).isEqualTo(said(text(send(prompts.get(i), 20))));
            }
        }
        // One tenant can't take the last eighth of the line.
        assertThat(outcomes.get("completed")).isBetween(QUEUE - QUEUE / 8, SLOTS + QUEUE);
    }

    /** The engine stands still in the next pass until this is counted down. */
    private static CountDownLatch hold() {
        CountDownLatch hold = new CountDownLatch(1);
        MODEL.duringPass = () -> {
            try {
                hold.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
        return hold;
    }

    private static int queuedOrRunning() {
        JsonNode state = JSON.readTree(get("/models").body());
        return state.get("running").asInt() + state.get("queued").asInt();
    }

    private static String said(String answer) {
        StringBuilder said = new StringBuilder();
        answer.lines().map(JSON::readTree).filter(line -> line.get("type").asString().equals("delta"))
                .forEach(line -> said.append(line.get("text").asString()));
        assertThat(JSON.readTree(answer.lines().toList().getLast()).get("type").asString()).as(answer).isEqualTo("completed");
        return said.toString();
    }

    private static String text(CompletableFuture<HttpResponse<String>> answer) {
        HttpResponse<String> response = answer.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static CompletableFuture<HttpResponse<String>> send(String prompt, int most) {
        String body = """
                {"requestId":"faults","tenant":"t","plan":{"policy":"pinned","small":"only","large":"only",
                "dials":{"threshold":1e9,"window":1,"minRun":1,"coolDown":0,"largeShare":0.5,"seed":3}},
                "prompt":"%s","sampling":{"temperature":0,"topP":1,"topK":0,"minP":0,"presencePenalty":0,"frequencyPenalty":0,
                "repetitionPenalty":1,"logitBias":{"256":-100}},"maxTokens":%d,"stop":[],"echo":false,"entropies":false,
                "timeoutMillis":60000,"choices":1}""".formatted(prompt, most);
        return HTTP.sendAsync(HttpRequest.newBuilder(base.resolve("/generate")).header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static double meter(String name) {
        return get("/actuator/prometheus").body().lines().filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).findFirst().orElseThrow();
    }

    private static HttpResponse<String> get(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(String what, Supplier<Boolean> reached) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.get()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
        }
    }
}
