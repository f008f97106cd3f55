package io.sluice.workflow.tool.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.platform.json.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An MCP server that says of its tool, and answers, what a test wants. */
final class FakeServer implements AutoCloseable {

    private final HttpServer server;
    private final CountDownLatch over = new CountDownLatch(1);
    final List<String> methods = new CopyOnWriteArrayList<>();
    final List<String> sessions = new CopyOnWriteArrayList<>();
    /** The tool's declaration, JSON. */
    volatile String tool = "{\"name\":\"add\",\"inputSchema\":{\"type\":\"object\"}}";
    /** The method that gets no answer. */
    volatile String silentAt = "";
    /** The call's result, JSON; {@code hang} and {@code flood} are what they say. */
    volatile String result = "{\"content\":[{\"type\":\"text\",\"text\":\"3\"}]}";
    volatile boolean events;

    FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mcp", this::answer);
        server.start();
    }

    String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String url() {
        return "http://" + authority() + "/mcp";
    }

    private void answer(HttpExchange exchange) throws IOException {
        sessions.add(String.valueOf(exchange.getRequestHeaders().getFirst("Mcp-Session-Id")));
        if (exchange.getRequestMethod().equals("DELETE")) {
            methods.add("DELETE");
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            return;
        }
        JsonNode message = StrictJson.mapper().readTree(exchange.getRequestBody().readAllBytes());
        String method = message.path("method").asString();
        methods.add(method);
        if (!message.has("id")) {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
            return;
        }
        if (method.equals(silentAt) || method.equals("tools/call") && result.equals("hang")) {
            await();
        }
        String body = method.equals("tools/call") && result.equals("flood") ? "[" + "1,".repeat(25 << 20) + "1]" : reply(message, method);
        send(exchange, body);
    }

    private String reply(JsonNode message, String method) {
        String value = switch (method) {
            case "initialize" -> "{\"protocolVersion\":\"" + message.get("params").get("protocolVersion").asString()
                    + "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}";
            case "tools/list" -> "{\"tools\":[" + tool + "]}";
            default -> result;
        };
        ObjectNode reply = StrictJson.mapper().createObjectNode().put("jsonrpc", "2.0");
        reply.set("id", message.get("id"));
        reply.set("result", StrictJson.mapper().readTree(value));
        return reply.toString();
    }

    private void send(HttpExchange exchange, String body) throws IOException {
        exchange.getResponseHeaders().set("Mcp-Session-Id", "session-1");
        exchange.getResponseHeaders().set("Content-Type", events ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, 0);
        String text = events ? "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":\"s-1\",\"method\":\"sampling/createMessage\",\"params\":{}}\n\n"
                + "event: message\ndata: " + body + "\n\n" : body;
        try {
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            if (events) {
                // The stream stays open: the client has to know when it has enough.
                await();
            }
        } catch (IOException cut) {
            methods.add("cut");
        }
        exchange.close();
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
    }
}
