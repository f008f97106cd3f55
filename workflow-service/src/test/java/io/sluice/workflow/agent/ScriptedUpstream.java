package io.sluice.workflow.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.platform.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAI-compatible API whose answers a test writes; a function of the request, so that order does not matter. */
public final class ScriptedUpstream implements AutoCloseable {

    /** @param headers beside the content type */
    public record Reply(int status, String body, Map<String, String> headers) {
    }

    private final HttpServer server;
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    private ScriptedUpstream(Function<JsonNode, Reply> script) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> answer(exchange, script));
        server.start();
    }

    public static ScriptedUpstream answering(Function<JsonNode, Reply> script) {
        return new ScriptedUpstream(script);
    }

    private void answer(HttpExchange exchange, Function<JsonNode, Reply> script) throws IOException {
        JsonNode request = StrictJson.mapper().readTree(exchange.getRequestBody().readAllBytes());
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        requests.add(request);
        Reply reply = script.apply(request);
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Blocks until the test is over: a model that never answers. */
    public Reply never() {
        try {
            over.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        return refusal(500, "too_late");
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    public List<JsonNode> requests() {
        return requests;
    }

    public List<Map<String, List<String>>> headers() {
        return headers;
    }

    public static Reply text(String text) {
        ObjectNode answer = answer("stop");
        message(answer).put("content", text);
        return new Reply(200, answer.toString(), Map.of());
    }

    /** @param arguments JSON */
    public static Reply call(String tool, String arguments) {
        ObjectNode answer = answer("tool_calls");
        ObjectNode message = message(answer).putNull("content");
        ArrayNode calls = message.putArray("tool_calls");
        calls.addObject().put("id", "call-" + tool).put("type", "function").putObject("function").put("name", tool).put("arguments", arguments);
        return new Reply(200, answer.toString(), Map.of());
    }

    public static Reply refusal(int status, String code) {
        return new Reply(status, "{\"error\":{\"type\":\"error\",\"message\":\"no\",\"param\":null,\"code\":\"" + code + "\"}}", Map.of());
    }

    private static ObjectNode answer(String reason) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("id", "a").put("object", "chat.completion").put("created", 1).put("model", "m");
        answer.putArray("choices").addObject().put("index", 0).put("finish_reason", reason).putObject("message").put("role", "assistant");
        answer.putObject("usage").put("prompt_tokens", 11).put("completion_tokens", 7).put("total_tokens", 18);
        answer.putObject("sluice").put("reason", "named").put("cpu_seconds", 0.25);
        return answer;
    }

    private static ObjectNode message(ObjectNode answer) {
        return (ObjectNode) answer.get("choices").get(0).get("message");
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
    }
}
