package io.sluice.gateway.openai;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import reactor.core.publisher.SignalType;

/**
 * Every metric of the gateway's API. Names follow OpenTelemetry's GenAI conventions where those have one; they may still
 * change, so that they stand only here.
 */
final class GatewayMeters {

    private static final String DURATION = "gen_ai.client.operation.duration";
    private static final String FIRST_TOKEN = "gen_ai.client.time_to_first_token";
    private static final String TOKEN_USAGE = "gen_ai.client.token.usage";
    private static final String TOKENS_BY_MODEL = "sluice.gateway.tokens";

    private static final String OPERATION = "gen_ai.operation.name";
    private static final String TOKEN_TYPE = "gen_ai.token.type";
    private static final String ERROR_TYPE = "error.type";
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final MeterRegistry registry;

    GatewayMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    Request begin(String operation) {
        return new Request(operation);
    }

    /** A listing of models that nobody could say the workflows of. */
    void listedWithoutWorkflows() {
        registry.counter("sluice.gateway.listings.incomplete", "missing", "workflows").increment();
    }

    /** One request being measured, from its arrival to its end of whatever kind. */
    final class Request {

        private final String operation;
        private final long beganNanos = System.nanoTime();
        private volatile String error = "none";

        private Request(String operation) {
            this.operation = operation;
        }

        long beganNanos() {
            return beganNanos;
        }

        void firstChunk() {
            Timer.builder(FIRST_TOKEN).tag(OPERATION, operation).publishPercentileHistogram()
                    .minimumExpectedValue(SHORTEST).maximumExpectedValue(LONGEST).register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - beganNanos));
        }

        void used(Totals totals) {
            summary("input").record(totals.inputTokens());
            summary("output").record(totals.outputTokens());
            // By base: there are as many weighted sums of adapters as callers think of.
            totals.tokensByModel().forEach((model, tokens) ->
                    registry.counter(TOKENS_BY_MODEL, "model", AdaptedName.baseOf(model)).increment(tokens));
        }

        /** What a run of a workflow used; its agents' calls were counted by model as they came. */
        void used(long inputTokens, long outputTokens) {
            summary("input").record(inputTokens);
            summary("output").record(outputTokens);
        }

        /** What went wrong; codes are few, messages are not. */
        void failed(Throwable failure) {
            error = failure instanceof SluiceException known ? known.code() : "other";
        }

        void ended(SignalType signal) {
            String outcome = switch (signal) {
                case ON_COMPLETE -> "completed";
                case CANCEL -> "cancelled";
                default -> "failed";
            };
            Timer.builder(DURATION).tag(OPERATION, operation).tag("outcome", outcome).tag(ERROR_TYPE, error)
                    .register(registry).record(Duration.ofNanos(System.nanoTime() - beganNanos));
        }

        private DistributionSummary summary(String type) {
            return DistributionSummary.builder(TOKEN_USAGE).baseUnit("token").tag(OPERATION, operation).tag(TOKEN_TYPE, type).register(registry);
        }
    }
}
