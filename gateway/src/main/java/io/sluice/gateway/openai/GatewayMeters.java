package io.sluice.gateway.openai;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.SignalType;

/** Every metric of the gateway's API. Names follow OpenTelemetry's GenAI conventions where those have one. */
final class GatewayMeters {

    private final MeterRegistry registry;

    GatewayMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    Request begin(boolean stream) {
        return new Request(stream);
    }

    /** One request being measured. */
    final class Request {

        private final boolean stream;
        private final long began = System.nanoTime();

        private Request(boolean stream) {
            this.stream = stream;
        }

        void firstChunk() {
            Timer.builder("gen_ai.client.time_to_first_token").publishPercentileHistogram()
                    .minimumExpectedValue(Duration.ofMillis(1)).register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - began));
        }

        void end(SignalType signal, @Nullable Totals totals) {
            String outcome = switch (signal) {
                case ON_COMPLETE -> "completed";
                case CANCEL -> "cancelled";
                default -> "failed";
            };
            Timer.builder("gen_ai.client.operation.duration").tag("outcome", outcome).tag("stream", Boolean.toString(stream))
                    .register(registry).record(Duration.ofNanos(System.nanoTime() - began));
            if (totals != null) {
                totals.tokensByModel().forEach((model, tokens) ->
                        registry.counter("sluice.gateway.tokens", "model", model).increment(tokens));
            }
        }
    }
}
