package io.sluice.platform.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asked, as it travels: a correlation id and a W3C trace context (version 00, level 1).
 *
 * @param requestId   8..64 characters of {@code [A-Za-z0-9._-]}
 * @param traceparent {@code 00-<32 hex>-<16 hex>-<2 hex>}
 */
public record TraceContext(String requestId, String traceparent) {

    public static final String REQUEST_ID_HEADER = "X-Request-Id";
    public static final String TRACEPARENT_HEADER = "traceparent";
    /** Key of the context in exchange attributes and in Reactor's context. */
    public static final String KEY = TraceContext.class.getName();
    /** Key of the request id in Reactor's context and in the MDC: {@code %X{requestId}} in a log's pattern. */
    public static final String LOG_KEY = "requestId";

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");
    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /**
     * @param requestId what the caller sent; kept when it is well-formed, else one is drawn
     * @param span      of this hop
     */
    static TraceContext of(@Nullable String requestId, Span span, RandomGenerator random) {
        String id = requestId != null && REQUEST_ID.matcher(requestId).matches() ? requestId : hex(random) + hex(random);
        return new TraceContext(id, Tracing.traceparent(span));
    }

    /** Of somebody else; invalid where the text is no trace context. */
    static SpanContext read(@Nullable String traceparent) {
        return traceparent == null || !TRACEPARENT.matcher(traceparent).matches() ? SpanContext.getInvalid()
                : SpanContext.createFromRemoteParent(traceparent.substring(3, 35), traceparent.substring(36, 52),
                        TraceFlags.fromHex(traceparent, 53), TraceState.getDefault());
    }

    /** A span of the parent's trace, or of a new one where there is no parent. */
    static SpanContext draw(SpanContext parent, RandomGenerator random) {
        return parent.isValid()
                ? SpanContext.create(parent.getTraceId(), hex(random), parent.getTraceFlags(), TraceState.getDefault())
                : SpanContext.create(hex(random) + hex(random), hex(random), TraceFlags.getSampled(), TraceState.getDefault());
    }

    public String traceId() {
        return traceparent.substring(3, 35);
    }

    private static String hex(RandomGenerator random) {
        long bits = 0;
        while (bits == 0) {
            bits = random.nextLong();
        }
        return String.format("%016x", bits);
    }
}
