package io.sluice.platform.trace;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import java.util.random.RandomGenerator;

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

    /** Keeps what is well-formed and draws what is not. The span id is always new: this hop is a span of its own. */
    public static TraceContext of(@Nullable String requestId, @Nullable String traceparent, RandomGenerator random) {
        String trace = traceparent != null && TRACEPARENT.matcher(traceparent).matches()
                ? traceparent.substring(0, 36) + hex(random) + traceparent.substring(52)
                : "00-" + hex(random) + hex(random) + "-" + hex(random) + "-01";
        String id = requestId != null && REQUEST_ID.matcher(requestId).matches() ? requestId : hex(random) + hex(random);
        return new TraceContext(id, trace);
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
