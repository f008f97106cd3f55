package io.sluice.platform.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.platform.testing.Starvation;
import io.sluice.platform.testing.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** State from a compacted topic. The topic is one, so that the order of the tests is too; the last one ends the broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventReaderIT {

    private static final String TOPIC = Topics.ROUTE_CALIBRATIONS;
    private static final TestBroker BROKER = TestBroker.notStarted();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @BeforeAll
    static void start() throws Exception {
        BROKER.start();
        try (TopicCreation creation = new TopicCreation(BROKER.bootstrapServers());
                var admin = org.apache.kafka.clients.admin.Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            Events.await("topics", () -> topicsOf(admin).contains(TOPIC + Topics.DEAD_LETTER_SUFFIX) && topicsOf(admin).contains(TOPIC));
        }
    }

    @Test
    @Order(1)
    void readsWhatWasThereBeforeAndThenFollows() throws Exception {
        write(calibration("one"), calibration("two"));
        try (EventReader reader = reader(event -> seen.add(id(event)))) {
            Events.await("caught up", reader::caughtUp);
            assertThat(seen).containsExactly("one", "two");

            write(calibration("three"));
            Events.await("the third", () -> seen.size() == 3);
        }
    }

    @Test
    @Order(2)
    void aRestartSeesEverythingAgain() throws Exception {
        try (EventReader reader = reader(event -> seen.add(id(event)))) {
            Events.await("caught up", reader::caughtUp);
        }
        assertThat(seen).containsExactly("one", "two", "three");
    }

    @Test
    @Order(3)
    void whatCannotBeHandledIsPutAsideAfterThreeTriesAndTheRestGoesOn() throws Exception {
        write(calibration("poison"), calibration("four"));
        List<String> tries = new CopyOnWriteArrayList<>();
        try (EventReader reader = reader(event -> {
            if (id(event).equals("poison")) {
                tries.add("poison");
                throw new IllegalStateException("can't");
            }
            seen.add(id(event));
        })) {
            Events.await("the one behind it", () -> seen.contains("four"));
        }
        assertThat(tries).hasSize(3);
        var letter = Events.read(BROKER.bootstrapServers(), TOPIC + Topics.DEAD_LETTER_SUFFIX, "PROBE", 1).getFirst();
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).contains("\"calibrationId\":\"poison\"");
        assertThat(new String(letter.headers().lastHeader("sluice_reason").value(), StandardCharsets.UTF_8)).isEqualTo("IllegalStateException");
        assertThat(letter.headers().lastHeader("ce_type")).isNotNull();
        assertThat(meters.get("sluice.events.dead").counter().count()).isEqualTo(1);
    }

    @Test
    @Order(4)
    void aTypeOfANewerWriterIsCountedAndPassedOver() throws Exception {
        ProducerRecord<String, byte[]> newer = Events.codec().encode(calibration("newer"), null);
        newer.headers().remove("ce_type").add("ce_type", "io.sluice.route.calibration.revoked.v1".getBytes(StandardCharsets.UTF_8));
        write(newer);
        write(calibration("five"));
        try (EventReader reader = reader(event -> seen.add(id(event)))) {
            Events.await("the one behind it", () -> seen.contains("five"));
        }
        assertThat(seen).doesNotContain("newer");
        assertThat(meters.get("sluice.events.unknown").counter().count()).isEqualTo(1);
    }

    @Test
    @Order(5)
    void canPassOverWhatIsOlderThanATimeOnceThatIsKnown() throws Exception {
        java.util.concurrent.atomic.AtomicReference<Optional<Instant>> from = new java.util.concurrent.atomic.AtomicReference<>(Optional.empty());
        try (EventReader reader = new EventReader(TOPIC, Events.codec(), BROKER.bootstrapServers(), event -> seen.add(id(event)), from::get, meters)) {
            ProducerRecord<String, byte[]> old = Events.codec().encode(calibration("six"), null);
            ProducerRecord<String, byte[]> late = Events.codec().encode(calibration("seven"), null);
            long start = Instant.now().plusSeconds(3600).toEpochMilli();
            write(new ProducerRecord<>(TOPIC, 0, start - 1, old.key(), old.value(), old.headers()));
            write(new ProducerRecord<>(TOPIC, 0, start, late.key(), late.value(), late.headers()));
            assertThat(seen).isEmpty();

            from.set(Optional.of(Instant.ofEpochMilli(start)));
            Events.await("caught up", reader::caughtUp);
        }
        assertThat(seen).containsExactly("seven");
    }

    @Test
    @Order(6)
    void whoAsksIsToldWhenAllThatIsThereNowHasBeenHandled() throws Exception {
        java.util.concurrent.CountDownLatch slow = new java.util.concurrent.CountDownLatch(1);
        java.util.concurrent.CompletableFuture<Void> now;
        try (EventReader reader = reader(event -> {
            if (id(event).equals("eight")) {
                try {
                    slow.await();
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
            }
            seen.add(id(event));
        })) {
            Events.await("caught up", reader::caughtUp);
            write(calibration("eight"), calibration("nine"));
            now = reader.upToNow();
            assertThat(now).isNotDone();
            slow.countDown();
            now.get(30, java.util.concurrent.TimeUnit.SECONDS);
            assertThat(seen).contains("eight", "nine");
            now = reader.upToNow();
        }
        assertThat(now).as("nobody waits for a reader that is closed").isDone();
    }

    @Test
    @Order(7)
    void goesOnWhereItWasWhenTheBrokerComesBack() throws Exception {
        try (EventReader reader = reader(event -> seen.add(id(event)))) {
            Events.await("caught up", reader::caughtUp);
            BROKER.kill();
            BROKER.start();
            write(calibration("after"));
            Events.await("the one after the outage", () -> seen.contains("after"));
        }
    }

    @Test
    @Order(8)
    void startsAndStopsWithoutABroker() throws Exception {
        BROKER.kill();
        EventReader reader = reader(event -> seen.add(id(event)));
        assertThat(reader.caughtUp()).isFalse();
        try (Starvation others = Starvation.watched()) {
            long began = System.nanoTime();
            reader.close();
            assertThat(others.without(Duration.ofNanos(System.nanoTime() - began))).isLessThan(Duration.ofSeconds(8));
        }
        assertThat(seen).isEmpty();
    }

    private EventReader reader(Consumer<SluiceEvent> handler) {
        return new EventReader(TOPIC, Events.codec(), BROKER.bootstrapServers(), handler, meters);
    }

    private static java.util.Set<String> topicsOf(org.apache.kafka.clients.admin.Admin admin) {
        try {
            return admin.listTopics().names().get(30, java.util.concurrent.TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static CalibrationPublished calibration(String id) {
        return new CalibrationPublished(id, Policy.PROBE, new Dials(null, 0.5, 1, 1, 0, 0, 0), null, "aa+bb", 0.95, 0.9, 100, 0.8,
                0.82, 0.1, "cc", Events.NOW);
    }

    private static String id(SluiceEvent event) {
        return ((CalibrationPublished) event).calibrationId();
    }

    private static void write(CalibrationPublished... events) throws Exception {
        for (CalibrationPublished event : events) {
            write(Events.codec().encode(event, null));
        }
    }

    private static void write(ProducerRecord<String, byte[]> record) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", BROKER.bootstrapServers()),
                new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }
}
