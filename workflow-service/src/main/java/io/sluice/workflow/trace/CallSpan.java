package io.sluice.workflow.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.sluice.platform.trace.Tracing;
import java.net.URI;

/** One call that a step makes: {@code chat MODEL} or {@code execute_tool NAME}. What the journal remembers is no call. */
public final class CallSpan {

    private final Span span;

    private CallSpan(Span span) {
        this.span = span;
    }

    /**
     * @param step    trace context of the step's span
     * @param effect  the call's key in the step's journal
     * @param address of the upstream
     */
    public static CallSpan model(Tracing tracing, String step, String effect, String model, URI address) {
        Span span = tracing.within("chat " + model, SpanKind.CLIENT, step);
        if (span.isRecording()) {
            span.setAttribute(Names.OPERATION, "chat").setAttribute(Names.MODEL, model).setAttribute(Names.EFFECT, effect)
                    .setAttribute(Names.HOST, address.getHost());
            if (address.getPort() > 0) {
                span.setAttribute(Names.PORT, (long) address.getPort());
            }
        }
        return new CallSpan(span);
    }

    /**
     * @param step   trace context of the step's span
     * @param effect the call's key in the step's journal
     */
    public static CallSpan tool(Tracing tracing, String step, String effect, String name, String kind) {
        Span span = tracing.within("execute_tool " + name, SpanKind.INTERNAL, step);
        if (span.isRecording()) {
            span.setAttribute(Names.OPERATION, "execute_tool").setAttribute(Names.TOOL, name).setAttribute(Names.TOOL_KIND, kind)
                    .setAttribute(Names.EFFECT, effect);
        }
        return new CallSpan(span);
    }

    /** What the call tells whom it calls. */
    public String traceparent() {
        return Tracing.traceparent(span);
    }

    public void used(long read, long written, double cpuSeconds) {
        span.setAttribute(Names.READ, read).setAttribute(Names.WRITTEN, written).setAttribute(Names.CPU_SECONDS, cpuSeconds);
    }

    /** @param outcome stable, without prompts */
    public void end(String outcome, boolean failed) {
        span.setAttribute(Names.OUTCOME, outcome);
        if (failed) {
            span.setAttribute(Names.ERROR, outcome).setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
