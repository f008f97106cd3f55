package io.sluice.inference.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.InferenceCompleted;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.inference.batching.EngineSettings;
import io.sluice.inference.batching.FakeModel;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.Instruments;
import io.sluice.inference.batching.ModelRole;
import io.sluice.platform.trace.TraceContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class GenerateControllerTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final int BUFFERED = 8;
    /** Events that the controller takes ahead, and that a step may add to a full buffer. */
    private static final int AHEAD = 16 + 3;

    private final FakeModel model = new FakeModel("small", 1000, 5);
    private final BlockingQueue<InferenceCompleted> ended = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> traces = new LinkedBlockingQueue<>();
    private final GenerationEngine engine = new GenerationEngine(
            new EngineSettings(2, 4, 16, 64, Duration.ofMillis(300), BUFFERED, Duration.ofSeconds(30)),
            Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), ended::add);
    private final GenerateController controller = new GenerateController(engine, trace -> event -> traces.add(trace));

    GenerateControllerTest() {
        engine.serve(model, ModelRole.SMALL);
        engine.serve(new FakeModel("other", 1000, 6), ModelRole.OTHER);
    }

    @AfterEach
    void close() {
        engine.close();
        assertThat(model.openCaches).hasValue(0);
    }

    @Test
    void streamsFromStartedToCompleted() throws InterruptedException {
        StepVerifier.create(generate(400))
                .assertNext(event -> assertThat(event).isEqualTo(new GenerateEvent.Started("r", 5)))
                .thenConsumeWhile(event -> event instanceof GenerateEvent.Delta)
                .assertNext(event -> assertThat(event).isInstanceOf(GenerateEvent.Finished.class))
                .assertNext(event -> assertThat(event).isInstanceOf(GenerateEvent.Completed.class))
                .expectComplete()
                .verify(Duration.ofSeconds(20));
        assertThat(traces.poll(30, TimeUnit.SECONDS)).isEqualTo(TRACE);
    }

    @Test
    void aConnectionThatTakesNothingStopsTheModel() {
        StepVerifier.create(generate(400), 1)
                .expectNextCount(1)
                .then(this::anotherRequestCompletes)
                .then(() -> assertThat(model.passes.get()).as("the paced one's passes meanwhile").isLessThan(4 * (BUFFERED + AHEAD)))
                .thenRequest(10)
                .expectNextCount(10)
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(event -> true)
                .expectComplete()
                .verify(Duration.ofSeconds(20));
        assertThat(model.passes.get()).isGreaterThan(100);
    }

    @Test
    void aConnectionThatClosesCancelsTheGeneration() throws InterruptedException {
        StepVerifier.create(generate(400), 3)
                .expectNextCount(3)
                .thenCancel()
                .verify(Duration.ofSeconds(20));
        InferenceCompleted event = ended.poll(30, TimeUnit.SECONDS);
        assertThat(event).isNotNull().extracting(InferenceCompleted::outcome).isEqualTo("cancelled");
        assertThat(engine.running()).isZero();
    }

    /** A model of its own, so that the passes of the first one are the paced request's. */
    private void anotherRequestCompletes() {
        StepVerifier.create(generate("other", 400)).thenConsumeWhile(event -> true).expectComplete().verify(Duration.ofSeconds(20));
    }

    private Flux<GenerateEvent> generate(int most) {
        return generate("small", most);
    }

    private Flux<GenerateEvent> generate(String name, int most) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/generate"));
        exchange.getAttributes().put(TraceContext.KEY, new TraceContext("request-1", TRACE));
        RoutePlan plan = new RoutePlan(Policy.PINNED, name, name, new Dials(null, 0, 1, 1, 0, 0, 0), null, null);
        Sampling endless = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(256, -100.0), null);
        return controller.generate(new GenerateRequest("r", "t", plan, null, "hello", null, endless, 1, most, List.of(), null, false,
                false, 60_000), exchange);
    }
}
