package io.sluice.workflow.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.sluice.contracts.event.StepRequested;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.definition.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one step, in the trace of whoever started the run: {@code step AGENT}. What it used is what its own calls
 * used. What an attempt before it did is told by that one's span, so that a run's spans add up to what the run used; an
 * attempt that was killed told nothing.
 */
public final class StepSpan {

    private final Span span;

    private StepSpan(Span span) {
        this.span = span;
    }

    public static StepSpan begin(Tracing tracing, StepRequested request) {
        Span span = tracing.follow("step " + request.agent(), SpanKind.INTERNAL, request.traceparent());
        if (span.isRecording()) {
            span.setAttribute(Names.OPERATION, "invoke_agent").setAttribute(Names.AGENT, request.agent())
                    .setAttribute(Names.WORKFLOW, request.workflow()).setAttribute(Names.VERSION, (long) request.version())
                    .setAttribute(Names.RUN, request.run()).setAttribute(Names.STEP, (long) request.step())
                    .setAttribute(Names.ATTEMPT, (long) request.attempt());
        }
        return new StepSpan(span);
    }

    /** Of the span itself: the parent of the step's calls. */
    public String traceparent() {
        return Tracing.traceparent(span);
    }

    /**
     * @param report   absent: the attempt was given up, nobody waits for it any more
     * @param own      what the attempt's own calls used
     * @param workflow absent: it is not known here
     */
    public void end(@Nullable StepReport report, List<CallUse> own, @Nullable Workflow workflow) {
        if (span.isRecording()) {
            outcome(report);
            used(own, workflow);
        }
        span.end();
    }

    private void outcome(@Nullable StepReport report) {
        switch (report) {
            case null -> span.setAttribute(Names.OUTCOME, "abandoned");
            case StepReport.Succeeded done -> {
                span.setAttribute(Names.OUTCOME, "succeeded");
                if (done.verdict() != null) {
                    span.setAttribute(Names.VERDICT, done.verdict());
                }
            }
            case StepReport.Failed failed -> failed(failed.code());
            case StepReport.Unknown unknown -> failed("unknown");
        }
    }

    /** The message is for people who may see the run: here its code is enough. */
    private void failed(String code) {
        span.setAttribute(Names.OUTCOME, code).setAttribute(Names.ERROR, code).setStatus(StatusCode.ERROR);
    }

    private void used(List<CallUse> own, @Nullable Workflow workflow) {
        long read = own.stream().mapToLong(CallUse::promptTokens).sum();
        long written = own.stream().mapToLong(CallUse::completionTokens).sum();
        double cpuSeconds = own.stream().mapToDouble(CallUse::cpuSeconds).sum();
        span.setAttribute(Names.READ, read).setAttribute(Names.WRITTEN, written).setAttribute(Names.CPU_SECONDS, cpuSeconds);
        if (workflow != null) {
            span.setAttribute(Names.COST, workflow.prices().of(read, written, cpuSeconds));
        }
    }
}
