package io.sluice.workflow.tool.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.ProtocolVersions;
import io.sluice.workflow.tool.ToolResult.Refused;
import io.sluice.workflow.tool.ToolResult.Refused.Happened;
import io.sluice.workflow.tool.http.GuardedHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * MCP's streamable HTTP, as far as calling a tool needs it, over {@link GuardedHttp}: one POST for each message, answered by
 * JSON or by events. What a server asks of its client (to sample a model, to ask the user) is not even read. Of one call;
 * messages are sent on the thread that asks for it.
 */
final class GuardedTransport implements McpClientTransport {

    private static final double GOODBYE_SECONDS = 1;

    private final GuardedHttp http;
    private final URI url;
    private final String idempotencyKey;
    private final McpJsonMapper json;
    private final long end;
    private @Nullable Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler;
    private @Nullable String session;
    private @Nullable String version;

    GuardedTransport(GuardedHttp http, URI url, String idempotencyKey, McpJsonMapper json, double seconds) {
        this.http = http;
        this.url = url;
        this.idempotencyKey = idempotencyKey;
        this.json = json;
        this.end = System.nanoTime() + (long) (seconds * 1e9);
    }

    @Override
    public List<String> protocolVersions() {
        return List.of(ProtocolVersions.MCP_2025_03_26, ProtocolVersions.MCP_2025_06_18, ProtocolVersions.MCP_2025_11_25);
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> messages) {
        handler = messages;
        return Mono.empty();
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.defer(() -> {
            try {
                JSONRPCResponse answer = exchange(message);
                return answer == null || handler == null ? Mono.empty() : handler.apply(Mono.just(answer)).then();
            } catch (InterruptedException | IOException fault) {
                return Mono.error(fault);
            }
        });
    }

    private @Nullable JSONRPCResponse exchange(JSONRPCMessage message) throws InterruptedException, IOException {
        Object id = message instanceof JSONRPCRequest request ? request.id() : null;
        GuardedHttp.Exchange exchange = http.send(new GuardedHttp.Request("POST", url, headers(), json.writeValueAsBytes(message),
                id == null ? null : bytes -> EventStream.data(bytes).stream().anyMatch(data -> answer(data, id) != null)),
                (end - System.nanoTime()) / 1e9);
        if (exchange instanceof GuardedHttp.Stopped(Refused why)) {
            throw new StoppedException(why);
        }
        GuardedHttp.Answered answered = (GuardedHttp.Answered) exchange;
        if (answered.status() / 100 != 2) {
            throw new StoppedException(new Refused("mcp_http_" + answered.status(), "the server answered " + answered.status(),
                    answered.status() >= 500 || answered.status() == 429, answered.status() >= 500 ? Happened.MAYBE : Happened.NO));
        }
        session = answered.headers().getOrDefault("mcp-session-id", session);
        return id == null ? null : of(answered, id);
    }

    private JSONRPCResponse of(GuardedHttp.Answered answered, Object id) {
        boolean events = answered.headers().getOrDefault("content-type", "").startsWith("text/event-stream");
        List<String> texts = events ? EventStream.data(answered.body()) : List.of(new String(answered.body(), StandardCharsets.UTF_8));
        for (String text : texts) {
            JSONRPCResponse answer = answer(text, id);
            if (answer != null) {
                if (answer.result() instanceof Map<?, ?> result && result.get("protocolVersion") instanceof String negotiated) {
                    version = negotiated;
                }
                return answer;
            }
        }
        throw new StoppedException(new Refused("mcp_malformed", "the server did not answer in MCP's form", false, Happened.MAYBE));
    }

    private @Nullable JSONRPCResponse answer(String text, Object id) {
        try {
            return McpSchema.deserializeJsonRpcMessage(json, text) instanceof JSONRPCResponse response && id.equals(response.id()) ? response : null;
        } catch (IOException | RuntimeException other) {
            // Not the answer: whether there is one is known when all has been read.
            return null;
        }
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        headers.put("Idempotency-Key", idempotencyKey);
        if (session != null) {
            headers.put("Mcp-Session-Id", session);
        }
        if (version != null) {
            headers.put("MCP-Protocol-Version", version);
        }
        return headers;
    }

    /** Lets the server forget the session; whether it does is its own matter. */
    void goodbye() throws InterruptedException {
        if (session != null) {
            http.send(new GuardedHttp.Request("DELETE", url, headers(), null, bytes -> true), GOODBYE_SECONDS);
        }
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.empty();
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return json.convertValue(data, type);
    }
}
