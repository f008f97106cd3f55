package io.sluice.platform.trace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ended spans on their way to the collector: at most {@value #HELD_MAX} of them, the batch that is being sent included.
 * What does not fit and what the collector does not take is dropped and counted, and told in the log once a minute. The
 * SDK's own batches neither count where Micrometer sees it nor bound the log. Thread-safe; whoever ends a span never waits.
 */
final class BoundedSpans implements SpanProcessor {

    static final int HELD_MAX = 4096;
    private static final int BATCH_MAX = 512;
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);
    private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();

    private final AtomicInteger held = new AtomicInteger();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong lastLineNanos = new AtomicLong(System.nanoTime() - SILENCE_NANOS);
    private final URI collector;
    private final Counter exported;
    private final Counter overflowed;
    private final Counter refused;
    private final BatchSpanProcessor batches;

    private BoundedSpans(SpanExporter exporter, URI collector, Duration sending, MeterRegistry meters) {
        this.collector = collector;
        this.exported = Counter.builder("sluice.tracing.spans.exported").description("spans that the collector took").register(meters);
        this.overflowed = dropped("queue_full", meters);
        this.refused = dropped("collector", meters);
        meters.gauge("sluice.tracing.spans.pending", held);
        this.batches = BatchSpanProcessor.builder(new Counted(exporter)).setMaxQueueSize(HELD_MAX).setMaxExportBatchSize(BATCH_MAX)
                .setScheduleDelay(LINGER).setExporterTimeout(sending.plusSeconds(1)).build();
    }

    private static Counter dropped(String reason, MeterRegistry meters) {
        return Counter.builder("sluice.tracing.spans.dropped").tag("reason", reason)
                .description("spans given up because too many waited, or because the collector did not take them").register(meters);
    }

    /** @param sending limit of the exporter's own for one batch */
    static BoundedSpans to(SpanExporter exporter, URI collector, Duration sending, MeterRegistry meters) {
        return new BoundedSpans(exporter, collector, sending, meters);
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (held.incrementAndGet() > HELD_MAX) {
            held.decrementAndGet();
            drop(overflowed, 1, "too many wait");
        } else {
            batches.onEnd(span);
        }
    }

    private void drop(Counter counter, int spans, String why) {
        counter.increment(spans);
        long all = total.addAndGet(spans);
        long now = System.nanoTime();
        long last = lastLineNanos.get();
        if (now - last >= SILENCE_NANOS && lastLineNanos.compareAndSet(last, now)) {
            LOG.warn("spans for {} dropped: {}; {} since the start", collector, why, all);
        }
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    /** Nobody waits any longer for what has not arrived. */
    void abandon() {
        int left = held.get();
        if (left > 0) {
            LOG.warn("{} spans for {} were not sent before the service stopped", left, collector);
        }
    }

    private final class Counted implements SpanExporter {

        private final SpanExporter exporter;

        private Counted(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int size = spans.size();
            CompletableResultCode result = exporter.export(spans);
            return result.whenComplete(() -> {
                held.addAndGet(-size);
                if (result.isSuccess()) {
                    exported.increment(size);
                } else {
                    drop(refused, size, why(result.getFailureThrowable()));
                }
            });
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }

    private static String why(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null || cause == failure ? "the collector refused them" : cause.toString();
    }
}
