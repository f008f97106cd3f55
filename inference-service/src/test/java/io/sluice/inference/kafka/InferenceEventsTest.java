package io.sluice.inference.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.platform.event.EventPublisher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InferenceEventsTest {

    @Test
    void publishesEveryEndUnderTheRequestsTrace() {
        List<SluiceEvent> events = new ArrayList<>();
        List<@Nullable String> traces = new ArrayList<>();
        InferenceEvents inference = new InferenceEvents(new EventPublisher() {
            @Override
            public void publish(SluiceEvent event, @Nullable String traceparent) {
                events.add(event);
                traces.add(traceparent);
            }

            @Override
            public CompletableFuture<Void> publishDurably(SluiceEvent event, @Nullable String traceparent) {
                throw new AssertionError("an answer never waits for a broker");
            }

            @Override
            public long dropped() {
                return 0;
            }

            @Override
            public int pending() {
                return 0;
            }
        });
        List<SluiceEvent> ends = List.of(end("completed"), end("cancelled"), end("failed"));
        ends.forEach(event -> inference.under("trace-of-" + ((InferenceCompleted) event).outcome()).ended((InferenceCompleted) event));
        assertThat(events).isEqualTo(ends);
        assertThat(traces).containsExactly("trace-of-completed", "trace-of-cancelled", "trace-of-failed");
    }

    private static InferenceCompleted end(String outcome) {
        RoutingReport routing = new RoutingReport(Policy.SMALL, new Dials(null, 0, 1, 1, 0, 0, 0), null, Map.of(), 0, 0, 0, null, null, 0, 0, 0);
        return new InferenceCompleted("r", "t", outcome, null, new Usage(1, 1), routing, null, 1, Instant.EPOCH);
    }
}
