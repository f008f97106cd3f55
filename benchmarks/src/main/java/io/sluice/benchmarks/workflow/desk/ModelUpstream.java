package io.sluice.benchmarks.workflow.desk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.benchmarks.adapter.AdapterDesk;
import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.Usage;
import io.sluice.inference.batching.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's chat completions over the inference-service's engine, on a port of the loopback interface: what an agent's call meets
 * is the platform's model, without the hops before it.
 *
 * <p>{@code sluice.cpu_seconds} of an answer is what the engine measured, as the platform tells it.
 */
public final class ModelUpstream implements AutoCloseable {

    private static final int BODY_MAX = 1 << 20;
    private static final int TOKENS_MAX = 512;

    private final AdapterDesk desk;
    private final @Nullable ReplyBook book;
    private final HttpServer server;
    private final ExecutorService threads;
    private final DoubleAdder cpu = new DoubleAdder();

    /** @param desk not closed with this */
    public ModelUpstream(AdapterDesk desk) throws IOException {
        this(desk, null);
    }

    /**
     * @param desk    not closed with this
     * @param replies where what was answered is kept and looked up; absent: nowhere
     */
    public ModelUpstream(AdapterDesk desk, @Nullable Path replies) throws IOException {
        this.desk = desk;
        this.book = replies == null ? null : new ReplyBook(replies);
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** With the API's version. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /** CPU time of all answers so far, measured. */
    public double cpuSeconds() {
        return cpu.sum();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            ObjectNode reply;
            try {
                byte[] body = exchange.getRequestBody().readNBytes(BODY_MAX);
                reply = reply(JsonMapper.shared().readTree(body));
            } catch (JacksonException malformed) {
                status = 400;
                reply = error("invalid_json", "the body is no JSON");
            } catch (RefusedException refused) {
                status = 400;
                reply = error(refused.code, String.valueOf(refused.getMessage()));
            } catch (CompletionException failed) {
                status = 500;
                reply = error("internal_error", String.valueOf(failed.getCause()));
            }
            byte[] bytes = JsonMapper.shared().writeValueAsBytes(reply);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private ObjectNode reply(JsonNode request) throws RefusedException, IOException {
        ObjectNode known = book == null ? null : book.find(request);
        if (known != null) {
            return known;
        }
        ObjectNode reply = completion(request);
        if (book != null) {
            book.add(request, reply);
        }
        return reply;
    }

    private ObjectNode completion(JsonNode request) throws RefusedException {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            messages.add(new ChatMessage(message.path("role").asString("user"), content(message.path("content"))));
        }
        if (messages.isEmpty()) {
            throw new RefusedException("invalid_request", "messages: there are none");
        }
        double temperature = request.path("temperature").asDouble(0);
        Sampling sampling = temperature == 0 ? Sampling.GREEDY
                : new Sampling(temperature, 1, 0, 0, 0, 0, 1, Map.of(), request.path("seed").asLong(1));
        int most = request.path("max_completion_tokens").asInt(request.path("max_tokens").asInt(TOKENS_MAX));
        String model = request.path("model").asString("");
        Answer answer = desk.ask(model, messages, sampling, most).join();
        Failed failure = answer.failure();
        if (failure != null) {
            throw new RefusedException(failure.code(), failure.message());
        }
        return reply(model, answer.choices().getFirst().text(), Objects.requireNonNull(answer.usage()), Objects.requireNonNull(answer.routing()));
    }

    /** LangChain4j sends text, or a list of parts. */
    private static String content(JsonNode content) {
        if (!content.isArray()) {
            return content.asString("");
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asString("")));
        return text.toString();
    }

    private ObjectNode reply(String model, String text, Usage usage, RoutingReport report) {
        cpu.add(report.cpuSeconds());
        ObjectNode reply = JsonMapper.shared().createObjectNode().put("id", "bench").put("object", "chat.completion").put("model", model);
        ObjectNode choice = reply.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", text);
        reply.putObject("usage").put("prompt_tokens", usage.promptTokens()).put("completion_tokens", usage.completionTokens())
                .put("total_tokens", usage.promptTokens() + usage.completionTokens());
        reply.putObject("sluice").put("cpu_seconds", report.cpuSeconds());
        return reply;
    }

    private static ObjectNode error(String code, @Nullable String message) {
        ObjectNode reply = JsonMapper.shared().createObjectNode();
        reply.putObject("error").put("code", code).put("message", message);
        return reply;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        if (book != null) {
            try {
                book.close();
            } catch (IOException failed) {
                throw new UncheckedIOException("what was answered can't be kept", failed);
            }
        }
    }

    private static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;
        private final String code;

        RefusedException(String code, String message) {
            super(message);
            this.code = code;
        }
    }
}
