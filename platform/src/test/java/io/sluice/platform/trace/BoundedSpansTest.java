package io.sluice.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BoundedSpansTest {

    /** Says nothing of a batch until it is told to. */
    private static final class Slow implements SpanExporter {

        private final List<CompletableResultCode> open = new CopyOnWriteArrayList<>();
        private final CompletableResultCode first = new CompletableResultCode();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            CompletableResultCode result = new CompletableResultCode();
            open.add(result);
            first.succeed();
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private double dropped(String reason) {
        return meters.get("sluice.tracing.spans.dropped").tag("reason", reason).counter().count();
    }

    @Test
    void whatDoesNotFitIsDroppedCountedAndToldOnce(CapturedOutput output) {
        Slow exporter = new Slow();
        BoundedSpans bounded = BoundedSpans.to(exporter, URI.create("http://collector"), Duration.ofMinutes(1), meters);
        SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(bounded).build();
        Tracer tracer = provider.get("test");
        for (int i = 0; i < BoundedSpans.HELD_MAX + 1000; i++) {
            tracer.spanBuilder("x").startSpan().end();
        }

        assertThat(dropped("queue_full")).isEqualTo(1000);
        assertThat(meters.get("sluice.tracing.spans.pending").gauge().value()).isEqualTo(BoundedSpans.HELD_MAX);
        assertThat(output.getOut().split("spans for http://collector dropped", -1)).as("one line").hasSize(2);

        assertThat(exporter.first.join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
        exporter.open.getFirst().fail();
        assertThat(dropped("collector")).isPositive();
        assertThat(meters.get("sluice.tracing.spans.pending").gauge().value()).isEqualTo(BoundedSpans.HELD_MAX - dropped("collector"));
        assertThat(output.getOut().split("spans for http://collector dropped", -1)).as("still one line").hasSize(2);
    }
}
