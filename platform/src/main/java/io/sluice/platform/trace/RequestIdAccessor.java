package io.sluice.platform.trace;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Lets Reactor keep the request id of its context in the MDC of the thread that works for that request, so that log lines
 * carry it. Found by the context registry as a service; at work where {@code spring.reactor.context-propagation} is auto.
 */
public final class RequestIdAccessor implements ThreadLocalAccessor<String> {

    @Override
    public Object key() {
        return TraceContext.LOG_KEY;
    }

    @Override
    public @Nullable String getValue() {
        return MDC.get(TraceContext.LOG_KEY);
    }

    @Override
    public void setValue(String requestId) {
        MDC.put(TraceContext.LOG_KEY, requestId);
    }

    @Override
    public void setValue() {
        MDC.remove(TraceContext.LOG_KEY);
    }
}
