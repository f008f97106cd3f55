package io.sluice.platform.trace;

import org.slf4j.MDC;

/**
 * Puts the id of a request into the log lines that are written for it on threads that work for many and know nothing of
 * Reactor. Elsewhere Reactor's context does that.
 */
public final class RequestLines {

    private RequestLines() {
    }

    /** Lines written by the work carry the id, and those after it what they carried before. */
    public static void about(String requestId, Runnable work) {
        String before = MDC.get(TraceContext.LOG_KEY);
        MDC.put(TraceContext.LOG_KEY, requestId);
        try {
            work.run();
        } finally {
            if (before == null) {
                MDC.remove(TraceContext.LOG_KEY);
            } else {
                MDC.put(TraceContext.LOG_KEY, before);
            }
        }
    }
}
