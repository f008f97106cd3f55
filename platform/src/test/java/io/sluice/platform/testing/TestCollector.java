package io.sluice.platform.testing;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A collector of spans: OTLP over HTTP with protobuf, on a free port. Modules that use it add {@code opentelemetry-proto} in test scope. */
public final class TestCollector implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * A span as it came.
     *
     * @param service    whose it is
     * @param parent     id; empty: it has none
     * @param attributes by name, as text
     */
    public record Seen(String service, String name, String kind, String trace, String id, String parent, String status, Map<String, String> attributes) {

        /** Whether a W3C trace context names this span. */
        public boolean isNamedBy(String traceparent) {
            return traceparent.startsWith("00-" + trace + "-" + id + "-");
        }

        public String get(String attribute) {
            return attributes.getOrDefault(attribute, "");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Seen> spans = new ConcurrentLinkedQueue<>();
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private final Queue<String> headers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile boolean stalled;

    private TestCollector(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.setExecutor(threads);
        server.start();
    }

    public static TestCollector start() {
        return new TestCollector(0);
    }

    /** What {@code sluice.tracing.endpoint} is set to. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on. */
    public void answers(int other) {
        status = other;
    }

    /** From now on it takes connections and answers nothing. */
    public void stalls() {
        stalled = true;
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (stalled) {
            try {
                closed.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        if (status == 200) {
            // Every byte is one character, so that whatever is somewhere in it is found.
            bodies.add(new String(body, StandardCharsets.ISO_8859_1));
            exchange.getRequestHeaders().forEach((name, values) -> headers.add(name.toLowerCase() + ": " + values.getFirst()));
            ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().forEach(this::read);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void read(ResourceSpans resource) {
        String service = attributes(resource.getResource().getAttributesList()).getOrDefault("service.name", "");
        for (ScopeSpans scope : resource.getScopeSpansList()) {
            for (Span span : scope.getSpansList()) {
                spans.add(new Seen(service, span.getName(), span.getKind().name().substring("SPAN_KIND_".length()), hex(span.getTraceId()),
                        hex(span.getSpanId()), hex(span.getParentSpanId()), span.getStatus().getCode().name().substring("STATUS_CODE_".length()),
                        attributes(span.getAttributesList())));
            }
        }
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static Map<String, String> attributes(List<KeyValue> given) {
        Map<String, String> all = new TreeMap<>();
        for (KeyValue each : given) {
            AnyValue value = each.getValue();
            all.put(each.getKey(), switch (value.getValueCase()) {
                case STRING_VALUE -> value.getStringValue();
                case INT_VALUE -> Long.toString(value.getIntValue());
                case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
                case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
                default -> value.toString();
            });
        }
        return all;
    }

    /** All that came so far, in no order. */
    public List<Seen> spans() {
        return List.copyOf(spans);
    }

    /** As they came over the wire. */
    public String bytes() {
        return String.join("", bodies);
    }

    /** Of all requests: {@code name: value}. */
    public List<String> headers() {
        return List.copyOf(headers);
    }

    /** @return the spans of the trace, as soon as they are as wanted */
    public List<Seen> await(String trace, Predicate<List<Seen>> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Seen> mine = spans.stream().filter(span -> span.trace().equals(trace)).toList();
            if (wanted.test(mine)) {
                return mine;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("the spans are not as wanted: " + mine);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
