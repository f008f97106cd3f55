package io.sluice.platform.trace;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A service's spans. Where no collector is configured nothing is recorded, and spans are no more than the ids that answers,
 * logs and events carry. Parents are given by hand, as W3C trace contexts, since they come out of requests, records and
 * stores; nothing depends on what a thread did before. Thread-safe.
 *
 * <p>Spans never hold prompts, answers, arguments, headers, queries or messages of exceptions.
 */
public final class Tracing implements AutoCloseable {

    private final RandomGenerator random;
    private final @Nullable SpanExport export;

    private Tracing(RandomGenerator random, @Nullable SpanExport export) {
        this.random = random;
        this.export = export;
    }

    /** @param random thread-safe */
    public static Tracing off(RandomGenerator random) {
        return new Tracing(random, null);
    }

    /**
     * @param service by which its spans are known
     * @param random  thread-safe
     */
    public static Tracing to(TracingSettings.Collector collector, String service, MeterRegistry meters, RandomGenerator random) {
        return new Tracing(random, SpanExport.to(collector, service, meters));
    }

    /**
     * Begins a span of this process's own.
     *
     * @param traceparent of whoever made it do the work, in another process or before; absent or malformed: a trace begins
     */
    public Span follow(String name, SpanKind kind, @Nullable String traceparent) {
        SpanContext parent = TraceContext.read(traceparent);
        return export == null ? Span.wrap(TraceContext.draw(parent, random)) : begun(export, name, kind, parent);
    }

    /**
     * Begins a part of a span of this process.
     *
     * @param traceparent of that span, which is also given back where nothing is recorded
     */
    public Span within(String name, SpanKind kind, String traceparent) {
        SpanContext read = TraceContext.read(traceparent);
        SpanContext parent = SpanContext.create(read.getTraceId(), read.getSpanId(), read.getTraceFlags(), read.getTraceState());
        return export == null ? Span.wrap(parent) : begun(export, name, kind, parent);
    }

    /** Ids of what is not worth a record. */
    Span unrecorded(@Nullable String traceparent) {
        return Span.wrap(TraceContext.draw(TraceContext.read(traceparent), random));
    }

    private static Span begun(SpanExport export, String name, SpanKind kind, SpanContext parent) {
        return export.tracer().spanBuilder(name).setSpanKind(kind).setParent(Context.root().with(Span.wrap(parent))).startSpan();
    }

    /** As it travels: version 00. */
    public static String traceparent(Span span) {
        SpanContext context = span.getSpanContext();
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-" + context.getTraceFlags().asHex();
    }

    /** Gives what has ended two seconds to reach the collector. */
    @Override
    public void close() {
        if (export != null) {
            export.close();
        }
    }
}
