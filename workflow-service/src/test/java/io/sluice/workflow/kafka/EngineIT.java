package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.TopicCreation;
import io.sluice.platform.json.StrictJson;
import io.sluice.platform.testing.TestBroker;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.Desk;
import io.sluice.workflow.execution.LearnedPolicies;
import io.sluice.workflow.execution.Phase;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.Samples;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.step.StepOutcome;
import io.sluice.workflow.step.StepRunner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A whole replica on a real broker. In one class, since all its tests share that broker, which takes seconds to start. */
class EngineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestBroker broker;
    private static TopicCreation topics;

    @TempDir
    private static Path directory;

    private volatile StepRunner runner = (request, workflow, journal) -> answer("7", Verdict.PASS);
    private WorkflowEngine engine;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.notStarted().start();
        topics = new TopicCreation(broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        topics.close();
        broker.close();
    }

    @BeforeEach
    void open() {
        JsonMapper mapper = StrictJson.mapper();
        EventCodec codec = new EventCodec(mapper, URI.create("/sluice/test"), Clock.systemUTC(), new SecureRandom());
        EngineSettings usual = EngineSettings.usual(broker.bootstrapServers(), "replica", directory);
        EngineSettings patient = new EngineSettings(usual.bootstrapServers(), usual.instance(), usual.directory(), usual.stepsAtOnce(), usual.session(),
                usual.transaction(), usual.commit(), Duration.ofSeconds(15), usual.rules(), usual.historyCharsMax());
        engine = new WorkflowEngine(patient, new LearnedPolicies(),
                (request, workflow, journal) -> runner.run(request, workflow, journal), codec, mapper, new SimpleMeterRegistry(),
                Tracing.off(new SecureRandom()), Clock.systemUTC());
        Observer.until("the replica is ready", PATIENCE, () -> engine.readiness() == WorkflowEngine.Readiness.READY);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static StepOutcome answer(String text, @Nullable Verdict verdict) {
        return new StepOutcome.Succeeded(text, text, null, verdict, List.of(new StepOutcome.Use("model/0", "m", 10, 1, 0)));
    }

    private Workflow defined(String document) {
        Workflow workflow = Samples.workflow(document);
        assertThat(done(engine.desk().send(new DefinitionCommand.Define("d", workflow.name(), WorkflowFormat.write(workflow),
                WorkflowFormat.digest(workflow), "ops", Instant.now())))).isInstanceOf(Desk.Answer.Done.class);
        return workflow;
    }

    private RunCommand.Start start(String run, Workflow workflow, @Nullable String team, String hash) {
        return new RunCommand.Start("c", run, "tenant", team, "ops", workflow.name(), engine.workflows().newest(workflow.name()).orElseThrow().version(),
                WorkflowFormat.digest(workflow), WorkflowFormat.write(workflow), Map.of("input", "3 + 4", "expected", "7"), 7, hash, null, Instant.now());
    }

    private static Desk.Answer done(CompletableFuture<Desk.Answer> answer) {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void begin(String run, Workflow workflow) {
        assertThat(done(engine.desk().send(start(run, workflow, null, "hash")))).isNotInstanceOf(Desk.Answer.Refused.class);
    }

    private Phase phase(String run) {
        return engine.runs().find(run).map(RunState::phase).orElse(Phase.RESERVING);
    }

    private void until(String run, Phase phase) {
        Observer.until(run + " is " + phase, PATIENCE, () -> phase(run) == phase);
    }

    @Test
    void aRunIsStartedOnceForItsKeyAndAnotherRequestWithTheKeyIsRefused() {
        Workflow tries = defined(Samples.TRIES);
        begin("once", tries);
        until("once", Phase.COMPLETED);

        assertThat(done(engine.desk().send(start("once", tries, null, "hash")))).isInstanceOf(Desk.Answer.Done.class);
        assertThat(done(engine.desk().send(start("once", tries, null, "other")))).isInstanceOfSatisfying(Desk.Answer.Refused.class,
                refused -> assertThat(refused.code()).isEqualTo("idempotency_conflict"));
        assertThat(done(engine.desk().send(new RunCommand.Pause("p", "once", "ops", Instant.now())))).isInstanceOfSatisfying(
                Desk.Answer.Refused.class, refused -> assertThat(refused.code()).isEqualTo("run_has_ended"));
        assertThat(done(engine.desk().send(new RunCommand.Pause("p", "nobody", "ops", Instant.now())))).isInstanceOfSatisfying(
                Desk.Answer.Refused.class, refused -> assertThat(refused.code()).isEqualTo("unknown_run"));
        Observer.until("it was learned from", PATIENCE, () -> engine.workflows().values("tries").isPresent());
    }

    @Test
    void aCandidateWaitsAndItsPromotionOutlivesTheReplica() {
        String gated = Samples.TRIES.replace("\"tries\"", "\"gated\"").replace("{\"kind\": \"fixed\"", "{\"promotion\": {}, \"kind\": \"fixed\"");
        defined(gated);
        defined(gated.replace("\"steps\": 6", "\"steps\": 7"));
        assertThat(engine.workflows().inForce("gated")).hasValueSatisfying(version -> assertThat(version.version()).isEqualTo(1));

        assertThat(done(engine.desk().send(promote("p1", 1, null)))).isInstanceOfSatisfying(Desk.Answer.Refused.class,
                refused -> assertThat(refused.code()).isEqualTo("promotion_refused"));
        assertThat(done(engine.desk().send(promote("p2", 9, "now")))).isInstanceOfSatisfying(Desk.Answer.Refused.class,
                refused -> assertThat(refused.code()).isEqualTo("promotion_outdated"));
        CompletableFuture<Desk.Answer> one = engine.desk().send(promote("p3", 1, "now"));
        CompletableFuture<Desk.Answer> same = engine.desk().send(promote("p4", 1, "now"));
        assertThat(done(one)).isInstanceOf(Desk.Answer.Done.class);
        assertThat(done(same)).isInstanceOf(Desk.Answer.Done.class);
        engine.close();
        open();

        assertThat(engine.workflows().inForce("gated")).hasValueSatisfying(version -> assertThat(version.version()).isEqualTo(2));
        assertThat(engine.workflows().promotions("gated")).extracting(PromotionEvent::command).containsExactly("p2", "p3");
        defined(gated.replace("\"steps\": 6", "\"steps\": 8"));
        assertThat(engine.workflows().inForce("gated")).as("the store remembers too").hasValueSatisfying(
                version -> assertThat(version.version()).isEqualTo(2));
    }

    private static DefinitionCommand.Promote promote(String id, int over, @Nullable String forced) {
        return new DefinitionCommand.Promote(id, "gated", 2, over, null, forced, "ops", Instant.now());
    }

    @Test
    void pausesAndApprovalsOutliveTheReplica() {
        Workflow trip = defined(Samples.TRIP);
        runner = (request, workflow, journal) -> answer(request.agent(), null);
        begin("approved", trip);
        CountDownLatch go = new CountDownLatch(1);
        until("approved", Phase.APPROVAL);
        runner = (request, workflow, journal) -> {
            go.await();
            return answer(request.agent(), null);
        };
        begin("paused", trip);
        assertThat(done(engine.desk().send(new RunCommand.Pause("p", "paused", "ops", Instant.now())))).isInstanceOf(Desk.Answer.Done.class);
        go.countDown();
        until("paused", Phase.READY);

        engine.close();
        open();

        assertThat(phase("approved")).isEqualTo(Phase.APPROVAL);
        assertThat(phase("paused")).isEqualTo(Phase.READY);
        done(engine.desk().send(new RunCommand.DecideApproval("a", "approved", 2, true, "boss", null, Instant.now())));
        done(engine.desk().send(new RunCommand.Resume("r", "paused", "ops", Instant.now())));
        until("approved", Phase.COMPLETED);
        until("paused", Phase.APPROVAL);
    }

    @Test
    void runsThatAreGoingOutliveABrokerThatIsKilledAmidstTheirTransactions() throws Exception {
        Workflow tries = defined(Samples.TRIES);
        List<String> begun = new CopyOnWriteArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch going = new CountDownLatch(10);
        Thread starts = Thread.ofPlatform().start(() -> {
            for (int i = 0; !over.get(); i++) {
                String run = "amidst-" + i;
                try {
                    engine.desk().send(start(run, tries, null, "hash")).get(20, TimeUnit.SECONDS);
                    begun.add(run);
                    going.countDown();
                } catch (Exception refused) {
                    // Whoever was not told that a run began asks again; this one asks for another.
                    going.countDown();
                }
            }
        });
        assertThat(going.await(60, TimeUnit.SECONDS)).isTrue();

        broker.kill();
        broker.start();

        int before = begun.size();
        Observer.until("runs begin again", PATIENCE, () -> begun.size() > before + 1);
        over.set(true);
        starts.join();
        begun.forEach(run -> until(run, Phase.COMPLETED));
        Observer.until("the replica works", PATIENCE, () -> engine.readiness() == WorkflowEngine.Readiness.READY);
    }

    @Test
    void aRunGoesOnAfterTheBrokerWasAway() {
        Workflow trip = defined(Samples.TRIP);
        CountDownLatch go = new CountDownLatch(1);
        runner = (request, workflow, journal) -> {
            go.await();
            return answer(request.agent(), null);
        };
        begin("outage", trip);
        until("outage", Phase.STEP);

        broker.kill();
        go.countDown();
        broker.start();

        until("outage", Phase.APPROVAL);
        List<RunEvent> events = engine.runs().history("outage");
        assertThat(events).extracting(RunEvent::seq).isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.stream().filter(RunEvent.StepCompleted.class::isInstance)).hasSize(2);
    }

    @Test
    void aPoisonedCommandIsPutAsideWithItsReasonAndItsPlaceAndItsPartitionGoesOn() throws Exception {
        Workflow tries = defined(Samples.TRIES);
        byte[] poison = "{\"run\": \"poisoned\"".getBytes(StandardCharsets.UTF_8);
        ProducerRecord<String, byte[]> record = codec().encode(new RunCommand.Pause("p", "poisoned", "ops", Instant.now()), null);
        RecordMetadata where;
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(), new ByteArraySerializer())) {
            where = producer.send(new ProducerRecord<>(record.topic(), null, record.key(), poison, record.headers())).get();
        }
        begin("poisoned", tries);
        until("poisoned", Phase.COMPLETED);

        ConsumerRecord<byte[], byte[]> letter = letter(poison);
        assertThat(letter.key()).asString(StandardCharsets.UTF_8).isEqualTo("run/poisoned");
        assertThat(header(letter, "sluice_reason")).contains("the record is no event");
        assertThat(header(letter, "sluice_topic")).isEqualTo(where.topic());
        assertThat(header(letter, "sluice_offset")).isEqualTo(where.partition() + "@" + where.offset());
        assertThat(header(letter, "ce_type")).isEqualTo(RunCommand.Pause.TYPE);
    }

    @Test
    void commandsThatComeTwiceOrOutOfTurnAreTakenOnce() throws Exception {
        Workflow trip = defined(Samples.TRIP);
        CountDownLatch never = new CountDownLatch(1);
        runner = (request, workflow, journal) -> {
            never.await();
            return answer("of the worker", null);
        };
        begin("twice", trip);
        until("twice", Phase.STEP);
        try (CommandSender sender = new CommandSender(codec(), broker.bootstrapServers(), Duration.ofSeconds(60))) {
            List<RunCommand> all = List.of(start("twice", trip, null, "hash"), report(1, "too early"), report(0, "Rome"), report(0, "Paris"),
                    new RunCommand.RecordEffect("twice", 1, 1, "w", "model/0", "\"said\"", Instant.now()),
                    new RunCommand.RecordEffect("twice", 1, 1, "w", "model/0", "\"said again\"", Instant.now()),
                    new RunCommand.Wake("twice", "lease/0/1", Instant.now(), Instant.now()),
                    new RunCommand.BudgetAnswer("twice", "red", 1, false, "nothing is left", Instant.now()), report(1, "booked"), report(1, "booked twice"),
                    report(0, "Oslo"), new RunCommand.DecideApproval("a", "twice", 2, true, "boss", null, Instant.now()),
                    new RunCommand.DecideApproval("a", "twice", 2, false, "boss", null, Instant.now()));
            for (RunCommand command : all) {
                sender.send(command, null).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            Observer.until("the third step begins", PATIENCE, () -> engine.runs().find("twice").filter(run -> run.executed().size() == 2
                    && run.phase() == Phase.STEP).isPresent());
            int attempt = engine.runs().find("twice").orElseThrow().current().attempt();
            sender.send(new RunCommand.ReportStep("twice", 2, attempt, "w", success("sent"), Instant.now()), null).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            until("twice", Phase.COMPLETED);
        }

        List<RunEvent> events = engine.runs().history("twice");
        assertThat(events).extracting(RunEvent::seq).isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.stream().filter(RunEvent.StepCompleted.class::isInstance).map(RunEvent.StepCompleted.class::cast))
                .extracting(RunEvent.StepCompleted::text).containsExactly("Rome", "booked", "sent");
        assertThat(events.stream().filter(RunEvent.EffectRecorded.class::isInstance)).hasSize(1);
        assertThat(events.stream().filter(RunEvent.ApprovalGiven.class::isInstance)).hasSize(1);
        assertThat(events.stream().filter(RunEvent.Started.class::isInstance)).hasSize(1);
    }

    private static RunCommand report(int step, String text) {
        return new RunCommand.ReportStep("twice", step, 1, "w", success(text), Instant.now());
    }

    private static StepReport success(String text) {
        return new StepReport.Succeeded(text, text, null, null, List.of());
    }

    private static EventCodec codec() {
        return new EventCodec(StrictJson.mapper(), URI.create("/sluice/test"), Clock.systemUTC(), new SecureRandom());
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> letter(byte[] value) {
        TopicPartition letters = new TopicPartition(Topics.WORKFLOW_COMMANDS + Topics.DEAD_LETTER_SUFFIX, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            Instant giveUp = Instant.now().plus(PATIENCE);
            while (Instant.now().isBefore(giveUp)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (java.util.Arrays.equals(record.value(), value)) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("no such dead letter");
    }

    @Test
    void aStepIsStoppedWithItsRunAndAtItsDeadline() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(2);
        runner = (request, workflow, journal) -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                stopped.countDown();
                throw e;
            }
            return answer("never", null);
        };
        Workflow tries = defined(Samples.TRIES);
        begin("cancelled", tries);
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        done(engine.desk().send(new RunCommand.Cancel("c", "cancelled", "ops", "enough", Instant.now())));
        until("cancelled", Phase.CANCELLED);

        Workflow hangs = defined(Samples.TRIES.replace("\"tries\"", "\"hangs\"").replace("\"prompt\": \"{{input}}\",",
                "\"prompt\": \"{{input}}\", \"effort\": {\"seconds\": 3, \"attempts\": 1},"));
        begin("hangs", hangs);
        until("hangs", Phase.FAILED);
        assertThat(engine.runs().find("hangs").orElseThrow().ending()).satisfies(end -> assertThat(end.code()).isEqualTo("step_timed_out"));
        assertThat(stopped.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoFollowsARunIsToldEveryEventOnceFromWhereverHeWas() {
        Workflow tries = defined(Samples.TRIES);
        CountDownLatch go = new CountDownLatch(1);
        runner = (request, workflow, journal) -> {
            go.await();
            return answer("7", Verdict.PASS);
        };
        begin("followed", tries);
        List<Long> all = new CopyOnWriteArrayList<>();
        List<Long> later = new CopyOnWriteArrayList<>();
        try (RunBook.Following first = engine.runs().follow("followed", 0, event -> all.add(event.seq()));
                RunBook.Following second = engine.runs().follow("followed", 1, event -> later.add(event.seq()))) {
            go.countDown();
            until("followed", Phase.COMPLETED);
            long last = engine.runs().find("followed").orElseThrow().seq();
            Observer.until("both are told the last one", PATIENCE, () -> all.contains(last) && later.contains(last));
            assertThat(all).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
            assertThat(later).isEqualTo(LongStream.rangeClosed(2, last).boxed().toList());
        }
    }

    @Test
    void aHundredRunsAtOnceStayWithinTheirTeamsBudget() {
        Workflow tries = defined(Samples.TRIES);
        assertThat(done(engine.desk().send(new TeamCommand.SetBudget("b", "blue", 300.0, "ops", Instant.now())))).isInstanceOf(Desk.Answer.Done.class);
        CountDownLatch go = new CountDownLatch(1);
        runner = (request, workflow, journal) -> {
            go.await();
            return answer("7", Verdict.PASS);
        };
        IntStream.range(0, 100).mapToObj(run -> engine.desk().send(start("crowd-" + run, tries, "blue", "hash"))).toList().forEach(EngineIT::done);
        Observer.until("the rest is refused", PATIENCE, () -> count(Phase.FAILED) == 70);

        assertThat(engine.teams().team("blue").orElseThrow().reserved()).isEqualTo(300);
        go.countDown();
        Observer.until("all end", PATIENCE, () -> count(Phase.COMPLETED) == 30 && engine.teams().team("blue").orElseThrow().reserved() == 0);
        assertThat(engine.teams().team("blue").orElseThrow().spent()).isPositive().isLessThan(300);
    }

    private long count(Phase phase) {
        return IntStream.range(0, 100).filter(run -> phase("crowd-" + run) == phase).count();
    }
}
