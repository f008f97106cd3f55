package io.sluice.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.TrainingCancelRequested;
import io.sluice.contracts.event.TrainingCancelled;
import io.sluice.contracts.event.TrainingCompleted;
import io.sluice.contracts.event.TrainingProgressEvent;
import io.sluice.contracts.event.TrainingProgressed;
import io.sluice.contracts.event.TrainingRejected;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.event.TrainingStarted;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.KafkaEventPublisher;
import io.sluice.platform.event.TopicCreation;
import io.sluice.platform.json.StrictJson;
import io.sluice.platform.testing.TestBroker;
import io.sluice.trainer.export.FolderDigest;
import io.sluice.trainer.job.Jobs;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real broker, a real registry, and a worker process that is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerIT {

    private static final String KAFKA = TestBroker.shared().bootstrapServers();
    private static final Path SMALL = Path.of("..", "models", "sluice-small");
    private static final Instant AT = Instant.parse("2026-11-20T09:08:07Z");

    @TempDir
    static Path folder;

    private final EventCodec codec = new EventCodec(
            StrictJson.mapper(), URI.create("/test"), Clock.fixed(AT, ZoneOffset.UTC), new SplittableRandom(1));
    private final TopicCreation topics = new TopicCreation(KAFKA);
    private final KafkaEventPublisher publisher = new KafkaEventPublisher(codec, KAFKA, 10, new SimpleMeterRegistry());
    private ToldEvents told;
    private RunningRegistry registry;
    private WorkerProcess worker;

    @BeforeAll
    void start() throws Exception {
        told = new ToldEvents(KAFKA, codec);
        registry = new RunningRegistry(folder.resolve("store"), KAFKA, "sluice-small", FolderDigest.of(SMALL));
        worker = new WorkerProcess(folder, KAFKA, registry.url());
    }

    @AfterAll
    void stop() {
        worker.close();
        registry.close();
        told.close();
        publisher.close();
        topics.close();
    }

    private void ask(TrainingJob job) {
        tell(new TrainingRequested(job, "test", AT));
    }

    private void tell(SluiceEvent event) {
        publisher.publishDurably(event, null).join();
    }

    private <T extends TrainingProgressEvent> T await(String job, Class<T> type) throws InterruptedException {
        return told.await(job, type, event -> true, worker::log);
    }

    @Test
    void aJobWhoseWorkerIsKilledGoesOnAndItsAdapterIsInTheRegistryOnceWithItsLineage() throws Exception {
        TrainingJob job = Jobs.lora("killed", 2000);
        ask(job);
        TrainingProgressed before = told.await("killed", TrainingProgressed.class, event -> event.step() >= 40, worker::log);

        worker.kill();
        worker = new WorkerProcess(folder, KAFKA, registry.url());

        TrainingStarted again = told.await("killed", TrainingStarted.class, event -> event.step() > 0, worker::log);
        assertThat(again.step()).isGreaterThanOrEqualTo(before.step());
        TrainingCompleted done = await("killed", TrainingCompleted.class);
        JsonNode versions = registry.adapter("letters").path("versions");
        assertThat(versions).hasSize(1);
        JsonNode manifest = versions.get(0).path("manifest");
        assertThat(manifest.path("digest").asString()).isEqualTo(done.digest());
        assertThat(manifest.path("version").asString()).isEqualTo(done.version());
        assertThat(manifest.path("base").path("digest").asString()).isEqualTo(FolderDigest.of(SMALL));
        assertThat(manifest.path("tags").toString()).contains("lora", "test");
        assertThat(manifest.path("training").path("job").asString()).isEqualTo("killed");
        assertThat(manifest.path("training").path("seed").asLong()).isEqualTo(3);
        assertThat(manifest.path("training").path("steps").asInt()).isEqualTo(2000);
        assertThat(manifest.path("training").path("codeVersion").asString()).isNotBlank();
        assertThat(manifest.path("data").path("digest").asString()).hasSize(64);
        assertThat(manifest.path("metrics").has("oldTasks")).isTrue();
        assertThat(manifest.path("metrics").has("oldTasksBefore")).isTrue();
        assertThat(done.metrics()).containsKeys("newTask", "oldTasks", "oldTasksBefore");
        assertThat(versions.get(0).path("stage").asString()).isEqualTo("validated");

        askedAgainItIsNotDoneAgain(job);
    }

    private void askedAgainItIsNotDoneAgain(TrainingJob job) throws InterruptedException {
        int starts = starts();
        ask(job);
        // Of one key, so behind it in the topic: when this one has ended, the other has too.
        tell(new TrainingCancelRequested(job.id(), "test", AT));
        told.await("killed", TrainingCompleted.class, event -> ends() == 2, worker::log);
        assertThat(starts()).isEqualTo(starts);
        assertThat(registry.adapter("letters").path("versions")).hasSize(1);
    }

    private int starts() {
        return (int) told.of("killed").stream().filter(TrainingStarted.class::isInstance).count();
    }

    private int ends() {
        return (int) told.of("killed").stream().filter(TrainingCompleted.class::isInstance).count();
    }

    @Test
    void aJobThatIsCancelledStops() throws Exception {
        ask(Jobs.lora("unwanted", 100_000));
        await("unwanted", TrainingProgressed.class);
        tell(new TrainingCancelRequested("unwanted", "test", AT));
        assertThat(await("unwanted", TrainingCancelled.class).step()).isBetween(20, 99_999);
        assertThat(folder.resolve("work").resolve("job-unwanted").resolve("adapter")).doesNotExist();
    }

    @Test
    void aJobThatCanNotBeDoneIsRefusedWithItsReasonAndLiesInTheDeadLetters() throws Exception {
        ask(new TrainingJob("bad", "letters", "sluice-huge", null, "lora", "mirror", null, 1, new TrainingJob.Budget(10, null), Map.of(), List.of()));
        TrainingRejected refused = await("bad", TrainingRejected.class);
        assertThat(refused.code()).isEqualTo("unknown_base");
        assertThat(refused.field()).isEqualTo("base");
        assertThat(reason("bad")).startsWith("unknown_base: ").contains("sluice-huge");
    }

    private static String reason(String key) {
        TopicPartition letters = new TopicPartition(Topics.TRAINING_JOBS + Topics.DEAD_LETTER_SUFFIX, 0);
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KAFKA), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            while (System.nanoTime() - end < 0) {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(new String(letter.key(), StandardCharsets.UTF_8))) {
                        return new String(letter.headers().lastHeader("sluice_reason").value(), StandardCharsets.UTF_8);
                    }
                }
            }
        }
        throw new AssertionError("no dead letter of " + key);
    }
}
