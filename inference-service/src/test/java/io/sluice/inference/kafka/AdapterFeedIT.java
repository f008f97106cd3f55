package io.sluice.inference.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterResidency;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.event.AdapterActivated;
import io.sluice.contracts.event.AdapterLifecycleEvent;
import io.sluice.contracts.event.AdapterResidencyEvent;
import io.sluice.contracts.event.AdapterRetired;
import io.sluice.contracts.event.AdapterValidated;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.inference.adapter.AdapterStore;
import io.sluice.inference.batching.Answer;
import io.sluice.inference.batching.EngineSettings;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.Instruments;
import io.sluice.inference.batching.ModelRole;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.StoredAdapter;
import io.sluice.inference.fixture.TinyModelFolder;
import io.sluice.inference.registry.ArtifactDownload;
import io.sluice.inference.registry.FakeRegistry;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import io.sluice.platform.event.KafkaEventPublisher;
import io.sluice.platform.event.TopicCreation;
import io.sluice.platform.json.StrictJson;
import io.sluice.platform.testing.TestBroker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that know adapters from the topic alone, over a real broker and HTTP. */
class AdapterFeedIT {

    private static final TestBroker BROKER = TestBroker.notStarted();
    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();

    @TempDir
    private static Path folder;
    private static LanguageModel reference;
    private static StoredAdapter one;
    private static StoredAdapter two;
    private static FakeRegistry registry;
    private static KafkaEventPublisher publisher;

    @BeforeAll
    static void start() throws Exception {
        BROKER.start();
        reference = ModelLoader.load(TinyModelFolder.llama().tied(false).writeTo(folder.resolve("base")), "base");
        one = stored("one", 1);
        two = stored("two", 2);
        registry = new FakeRegistry().with(one).with(two);
        publisher = new KafkaEventPublisher(codec(), BROKER.bootstrapServers(), 1000, METERS);
    }

    private static StoredAdapter stored(String name, long seed) throws Exception {
        return StoredAdapter.of(AdapterKinds.LORA, name, "1", reference.info().digest(), AdapterFolder.lora(folder.resolve(name), seed));
    }

    @AfterAll
    static void stop() {
        publisher.close();
        registry.close();
        reference.close();
        BROKER.close();
    }

    private static EventCodec codec() {
        return new EventCodec(StrictJson.mapper(), URI.create("/sluice/test"), Clock.systemUTC(), new Random(1));
    }

    /** A worker with a model of its own. */
    private static final class Worker implements AutoCloseable {

        private final LanguageModel model = ModelLoader.load(folder.resolve("base"), "base");
        private final GenerationEngine engine = new GenerationEngine(EngineSettings.DEFAULT,
                Instruments.system(Clock.systemUTC(), new SplittableRandom(1), () -> 0), event -> { });
        private final AdapterStore store;
        private final AdapterFeed feed;

        Worker(String name) {
            engine.serve(model, ModelRole.LARGE);
            store = new AdapterStore(engine, new ArtifactDownload(registry.address()),
                    new AdapterEvents(publisher, Clock.systemUTC(), name, 1 << 20), new AdapterStore.Settings(1 << 20, Duration.ofSeconds(10)));
            engine.serveOnDemand(store);
            feed = new AdapterFeed(store, codec(), BROKER.bootstrapServers(), new SimpleMeterRegistry());
        }

        String answer(String model) throws Exception {
            RoutePlan plan = new RoutePlan(Policy.PINNED, model, model, new Dials(null, 0, 1, 1, 0, 0, 0), null, null);
            Answer answer = Answer.of(engine.generate(new GenerateRequest("r", "t", plan, null, "a prompt of some length", null,
                    Sampling.GREEDY, 1, 20, List.of(), null, false, false, 20_000))).get(20, TimeUnit.SECONDS);
            return answer.failure() == null ? answer.choices().getFirst().text() : answer.failure().code();
        }

        @Override
        public void close() {
            feed.close();
            store.close();
            engine.close();
            model.close();
        }
    }

    private static void publish(AdapterLifecycleEvent event) throws Exception {
        publisher.publishDurably(event, null).get(20, TimeUnit.SECONDS);
    }

    private static void eventually(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.yield();
        }
    }

    @Test
    void aLateWorkerCatchesUpFromTheTopicAloneAndAnswersGoOnWithoutTheBroker() throws Exception {
        try (TopicCreation creation = new TopicCreation(BROKER.bootstrapServers()); Worker early = new Worker("early")) {
            eventually("the topic is there", early.feed::caughtUp);
            publish(new AdapterActivated(one.in(AdapterStage.ACTIVE, 2), "1", null, "ops", Instant.EPOCH));
            publish(new AdapterValidated(two.in(AdapterStage.VALIDATED, 1), "1", "registry", Instant.EPOCH));
            eventually("the active one is loaded", () -> early.store.models().equals(List.of("base:one@1")));
            assertThat(early.answer("base:one")).isNotEqualTo(early.answer("base")).isNotEqualTo("model_not_found");
            eventually("the other may be named", () -> answers(early, "base:two@1"));

            Map<String, AdapterResidency> residency = new ConcurrentHashMap<>();
            try (EventReader reader = new EventReader(Topics.ADAPTER_RESIDENCY, codec(), BROKER.bootstrapServers(), event ->
                    residency.merge(event.aggregateId(), ((AdapterResidencyEvent) event).residency(), (a, b) -> b.newerThan(a) ? b : a), METERS);
                    Worker late = new Worker("late")) {
                eventually("the late one holds what is active", () -> late.store.models().equals(List.of("base:one@1")));
                assertThat(late.answer("base:one")).isEqualTo(early.answer("base:one"));
                eventually("all know what both hold", () -> residency.size() == 2 && holds(residency, "late", one) && holds(residency, "early", two));

                publish(new AdapterRetired(one.in(AdapterStage.RETIRED, 3), "1", "ops", Instant.EPOCH));
                eventually("nobody holds it", () -> late.store.models().isEmpty() && !early.store.models().contains("base:one@1"));
                eventually("all know", () -> !holds(residency, "late", one) && !holds(residency, "early", one));
                assertThat(late.answer("base:one")).isEqualTo("model_not_found");
                BROKER.kill();
                assertThat(late.answer("base:two@1")).isEqualTo(early.answer("base:two@1")).isNotEqualTo(late.answer("base"));
            }
        }
    }

    private static boolean answers(Worker worker, String model) {
        try {
            return !worker.answer(model).equals("model_not_found");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static boolean holds(Map<String, AdapterResidency> residency, String worker, StoredAdapter adapter) {
        AdapterResidency told = residency.get(worker);
        return told != null && told.holds(adapter.manifest().digest());
    }
}
