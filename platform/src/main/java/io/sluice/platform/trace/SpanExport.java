package io.sluice.platform.trace;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** OpenTelemetry's SDK, set up: spans of the sampled traces, in batches, to one collector. Its classes are loaded only here. */
final class SpanExport implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    /** For a batch, repetitions included. */
    private static final Duration SENDING = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final int ATTRIBUTE_CHARS_MAX = 512;
    /** It would tell of a collector that is away five times a minute; {@link BoundedSpans} tells it once. Held, or it is forgotten. */
    private static final Logger EXPORTERS = Logger.getLogger("io.opentelemetry.exporter");

    private final SdkTracerProvider provider;
    private final BoundedSpans spans;
    private final Tracer tracer;

    private SpanExport(SdkTracerProvider provider, BoundedSpans spans) {
        this.provider = provider;
        this.spans = spans;
        this.tracer = provider.get("io.sluice");
    }

    static SpanExport to(TracingSettings.Collector collector, String service, MeterRegistry meters) {
        EXPORTERS.setLevel(Level.OFF);
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.traces().toString()).setConnectTimeout(CONNECT).setTimeout(SENDING);
        collector.headers().forEach(exporter::addHeader);
        BoundedSpans spans = BoundedSpans.to(exporter.build(), collector.traces(), SENDING, meters);
        return new SpanExport(SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"), service, AttributeKey.stringKey("service.namespace"), "sluice"))))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(collector.ratio())))
                .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(ATTRIBUTE_CHARS_MAX).build())
                .addSpanProcessor(spans)
                .build(), spans);
    }

    Tracer tracer() {
        return tracer;
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        spans.abandon();
    }
}
