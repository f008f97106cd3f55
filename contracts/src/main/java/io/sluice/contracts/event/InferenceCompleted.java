package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request ended in the inference-service, well or not. Holds no prompt and no answer.
 *
 * @param outcome              {@code completed}, {@code cancelled} or {@code failed}
 * @param code                 the failure's code; present exactly when failed
 * @param model                the model under adapters that was asked for, as the request named it; absent where it named none
 * @param timeToFirstTokenMillis from arrival to the first token; absent when there was none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InferenceCompleted(
        String requestId,
        String tenant,
        String outcome,
        @Nullable String code,
        @Nullable String model,
        Usage usage,
        RoutingReport routing,
        @Nullable Double timeToFirstTokenMillis,
        double durationMillis,
        Instant completedAt) implements SluiceEvent {

    public static final String TYPE = "io.sluice.inference.completed.v1";

    /** Without adapters. */
    public InferenceCompleted(String requestId, String tenant, String outcome, @Nullable String code, Usage usage, RoutingReport routing,
            @Nullable Double timeToFirstTokenMillis, double durationMillis, Instant completedAt) {
        this(requestId, tenant, outcome, code, null, usage, routing, timeToFirstTokenMillis, durationMillis, completedAt);
    }

    public InferenceCompleted named(String asked) {
        return new InferenceCompleted(requestId, tenant, outcome, code, asked, usage, routing, timeToFirstTokenMillis, durationMillis, completedAt);
    }


    @Override
    public String aggregateId() {
        return requestId;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String topic() {
        return Topics.INFERENCE_COMPLETED;
    }
}
