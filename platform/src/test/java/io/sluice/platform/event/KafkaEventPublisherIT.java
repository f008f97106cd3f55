package io.sluice.platform.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.testing.Starvation;
import io.sluice.platform.testing.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A broker that is there, that goes away and that comes back. */
class KafkaEventPublisherIT {

    private static final TestBroker BROKER = TestBroker.notStarted();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    static void start() {
        BROKER.start();
        makeTopics(BROKER);
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Test
    void anEventArrivesUnderItsKey() {
        try (KafkaEventPublisher publisher = publisher(BROKER, 10)) {
            publisher.publish(Events.feedback("one", 1), null);

            assertThat(comments(BROKER, "one", 1)).containsExactly("number 1");
        }
    }

    @Test
    void aDurableWriteCompletesWhenTheBrokerHasIt() throws Exception {
        try (KafkaEventPublisher publisher = publisher(BROKER, 10)) {
            publisher.publishDurably(Events.feedback("durable", 1), null).get(10, TimeUnit.SECONDS);

            assertThat(comments(BROKER, "durable", 1)).containsExactly("number 1");
        }
    }

    @Test
    void eventsOfAnOutageArriveInOrderOnceTheBrokerIsBack() throws Exception {
        try (KafkaEventPublisher publisher = publisher(BROKER, 1000)) {
            publish(publisher, "outage", 0, 50);
            Events.await("the first ones acknowledged", () -> publisher.pending() == 0);
            BROKER.kill();
            publish(publisher, "outage", 50, 700);
            assertThat(publisher.dropped()).isZero();
            BROKER.start();

            List<String> arrived = comments(BROKER, "outage", 700);
            assertThat(arrived).containsExactlyElementsOf(IntStream.range(0, 700).mapToObj(i -> "number " + i).toList());
            assertThat(publisher.dropped()).isZero();
        }
    }

    @Test
    void aPausedBrokerLosesNothing() throws Exception {
        try (KafkaEventPublisher publisher = publisher(BROKER, 1000)) {
            publish(publisher, "pause", 0, 10);
            Events.await("the first ones acknowledged", () -> publisher.pending() == 0);
            BROKER.pause();
            publish(publisher, "pause", 10, 300);
            Events.await("the outage noticed", () -> meters.get("sluice.events.broker.away").gauge().value() == 1);
            BROKER.resume();

            Events.await("everything acknowledged", () -> publisher.pending() == 0);
            List<String> arrived = comments(BROKER, "pause", 300);
            assertThat(arrived).containsExactlyElementsOf(IntStream.range(0, 300).mapToObj(i -> "number " + i).toList());
            assertThat(publisher.dropped()).isZero();
        }
    }

    @Test
    void publishingNeverWaitsAndWhatDoesNotFitIsCounted() {
        TestBroker nobody = TestBroker.notStarted();
        KafkaEventPublisher publisher = publisher(nobody, 10);
        try (publisher; Starvation others = Starvation.watched()) {
            long began = System.nanoTime();
            publish(publisher, "full", 0, 2000);

            assertThat(others.without(Duration.ofNanos(System.nanoTime() - began))).isLessThan(Duration.ofSeconds(5));
            assertThat(publisher.pending()).isGreaterThan(0);
            assertThat(publisher.dropped()).isGreaterThan(0);
            assertThat(publisher.dropped() + publisher.pending()).isEqualTo(2000);
            assertThat(meters.get("sluice.events.dropped").counter().count()).isEqualTo(publisher.dropped());
        } finally {
            nobody.close();
        }
        assertThat(publisher.dropped()).as("what was left at the end is counted too").isEqualTo(2000);
    }

    @Test
    void aDurableWriteFailsWithinSecondsWhenThereIsNoBroker() {
        TestBroker nobody = TestBroker.notStarted();
        try (nobody; KafkaEventPublisher publisher = publisher(nobody, 10)) {
            var written = publisher.publishDurably(Events.feedback("never", 1), null);

            assertThatThrownBy(() -> written.get(15, TimeUnit.SECONDS)).isInstanceOf(java.util.concurrent.ExecutionException.class);
        }
    }

    private KafkaEventPublisher publisher(TestBroker broker, int capacity) {
        return new KafkaEventPublisher(Events.codec(), broker.bootstrapServers(), capacity, meters);
    }

    private static void publish(EventPublisher publisher, String key, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.publish(Events.feedback(key, i), null);
        }
    }

    private static List<String> comments(TestBroker broker, String key, int count) {
        return Events.read(broker.bootstrapServers(), Topics.FEEDBACK_GIVEN, key, count).stream()
                .map(KafkaEventPublisherIT::comment).toList();
    }

    private static String comment(ConsumerRecord<String, byte[]> record) {
        SluiceEvent event = ((EventCodec.Decoded.Known) Events.codec().decode(record)).event();
        return ((io.sluice.contracts.event.FeedbackGiven) event).comment();
    }

    private static void makeTopics(TestBroker broker) {
        TopicCreation creation = new TopicCreation(broker.bootstrapServers());
        try (creation; var admin = org.apache.kafka.clients.admin.Admin.create(java.util.Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Events.await("topics", () -> {
                try {
                    return admin.listTopics().names().get(30, TimeUnit.SECONDS)
                            .containsAll(Topics.ALL.stream().map(Topics.Topic::name).toList());
                } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
