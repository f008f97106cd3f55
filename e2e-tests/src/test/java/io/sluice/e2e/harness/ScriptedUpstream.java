package io.sluice.e2e.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * An OpenAI-compatible API outside the platform, for agents that name the upstream {@value #NAME}: its model says again what
 * it was asked. Tests see every call, hold calls back, or have them refused, each by a word in the prompt that no other test
 * uses. Thread-safe.
 */
public final class ScriptedUpstream implements AutoCloseable {

    public static final String NAME = "scripted";

    private static final Duration HELD_MAX = Duration.ofSeconds(180);
    private static final Duration CALLED_WITHIN = Duration.ofSeconds(30);

    private final HttpServer server;
    private final List<String> prompts = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    private ScriptedUpstream(HttpServer server) {
        this.server = server;
    }

    public static ScriptedUpstream start() {
        try {
            ScriptedUpstream upstream = new ScriptedUpstream(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            upstream.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            upstream.server.createContext("/v1/chat/completions", upstream::answer);
            upstream.server.start();
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a platform is started with so that its agents may name this upstream. */
    public String setting() {
        return "sluice.workflow.upstreams." + NAME + ".url=http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Of all calls so far whose prompt holds the word, in the order of their arrival. */
    public List<String> prompts(String word) {
        return prompts.stream().filter(prompt -> prompt.contains(word)).toList();
    }

    public void awaitCalls(String word, int count) {
        Await.until(count + " calls about " + word, CALLED_WITHIN, () -> prompts(word).size(), seen -> seen >= count);
    }

    /** Calls whose prompt holds the word get no answer until this is closed. */
    public Rule hold(String word) {
        return hold(word, 0);
    }

    /** Those behind the first so many. */
    public Rule hold(String word, int answered) {
        return new Rule(word, 200, answered);
    }

    /** Calls whose prompt holds the word are refused until this is closed. */
    public Rule refuse(String word) {
        return new Rule(word, 400, 0);
    }

    /** What is done with some calls for a while. */
    public final class Rule implements AutoCloseable {

        private final String word;
        private final int status;
        private final AtomicInteger passing;
        private final CountDownLatch over = new CountDownLatch(1);

        private Rule(String word, int status, int passing) {
            this.word = word;
            this.status = status;
            this.passing = new AtomicInteger(passing);
            rules.add(this);
        }

        private int status() {
            if (passing.getAndDecrement() > 0) {
                return 200;
            }
            if (status == 200) {
                try {
                    return over.await(HELD_MAX.toSeconds(), TimeUnit.SECONDS) ? status : 504;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return 504;
                }
            }
            return status;
        }

        @Override
        public void close() {
            rules.remove(this);
            over.countDown();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String prompt = Answer.elements(request.get("messages")).getLast().get("content").asString();
            prompts.add(prompt);
            int status = rules.stream().filter(rule -> prompt.contains(rule.word)).findFirst().map(Rule::status).orElse(200);
            byte[] body = Json.write(status == 200 ? said(prompt) : Map.of("error", Map.of("message", "no", "type", "error", "code", "refused")))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, Object> said(String text) {
        return Map.of("id", "scripted", "object", "chat.completion", "created", 1, "model", "echo",
                "choices", List.of(Map.of("index", 0, "finish_reason", "stop", "message", Map.of("role", "assistant", "content", text))),
                "usage", Map.of("prompt_tokens", 10, "completion_tokens", 5, "total_tokens", 15));
    }

    @Override
    public void close() {
        List.copyOf(rules).forEach(Rule::close);
        server.stop(0);
    }
}
