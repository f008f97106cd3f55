package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.Topics;
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
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.Samples;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.step.StepOutcome;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Two replicas keep the same runs on a real broker, and one of them knows a type of command and a type of event less. */
class RollingUpdateIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Set<String> NEW = Set.of(RunCommand.Pause.TYPE, RunEvent.Paused.TYPE);
    private static final List<String> RUNS = IntStream.range(0, 12).mapToObj(run -> "roll-" + run).toList();

    private final TestBroker broker = TestBroker.notStarted();
    private final CountDownLatch go = new CountDownLatch(1);

    @TempDir
    private Path directory;

    private TopicCreation topics;

    @BeforeEach
    void start() {
        broker.start();
        topics = new TopicCreation(broker.bootstrapServers());
    }

    @AfterEach
    void stop() {
        topics.close();
        broker.close();
    }

    private WorkflowEngine replica(String name, Set<String> unknown) {
        JsonMapper mapper = StrictJson.mapper();
        EventCodec codec = new EventCodec(mapper, URI.create("/sluice/" + name), Clock.systemUTC(), new SecureRandom(), type -> !unknown.contains(type));
        WorkflowEngine engine = new WorkflowEngine(EngineSettings.usual(broker.bootstrapServers(), name, directory.resolve(name)),
                new LearnedPolicies(), (request, workflow, journal) -> {
            go.await();
            return new StepOutcome.Succeeded("7", "7", null, Verdict.PASS, List.of());
        }, codec, mapper, new SimpleMeterRegistry(), Tracing.off(new SecureRandom()), Clock.systemUTC());
        Observer.until(name + " is ready", PATIENCE, () -> engine.readiness() == WorkflowEngine.Readiness.READY);
        return engine;
    }

    private static Desk.Answer done(CompletableFuture<Desk.Answer> answer) {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static RunState run(WorkflowEngine engine, String run) {
        return engine.runs().find(run).orElseThrow(() -> new AssertionError("no run " + run));
    }

    private static void until(String what, WorkflowEngine engine, java.util.function.Predicate<RunState> all) {
        Observer.until(what, PATIENCE, () -> RUNS.stream().allMatch(run -> engine.runs().find(run).filter(all).isPresent()));
    }

    private long deadLetters() {
        List<TopicPartition> letters = List.of(new TopicPartition(Topics.WORKFLOW_COMMANDS + Topics.DEAD_LETTER_SUFFIX, 0),
                new TopicPartition(Topics.WORKFLOW_EVENTS + Topics.DEAD_LETTER_SUFFIX, 0));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(letters).values().stream().mapToLong(Long::longValue).sum();
        }
    }

    @Test
    void runsGoBackAndForthBetweenTheVersionsAndEndOnce() {
        WorkflowEngine older = replica("older", NEW);
        WorkflowEngine newer = replica("newer", Set.of());
        Workflow tries = Samples.workflow(Samples.TRIES);
        assertThat(done(newer.desk().send(new DefinitionCommand.Define("d", tries.name(), WorkflowFormat.write(tries), WorkflowFormat.digest(tries),
                "ops", Instant.now())))).isNotInstanceOf(Desk.Answer.Refused.class);
        Observer.until("it is defined", PATIENCE, () -> newer.workflows().newest(tries.name()).isPresent());
        for (String run : RUNS) {
            assertThat(done(older.desk().send(new RunCommand.Start("c", run, "tenant", null, "ops", tries.name(), 1, WorkflowFormat.digest(tries),
                    WorkflowFormat.write(tries), Map.of("input", "3 + 4", "expected", "7"), 7, "hash", null, Instant.now()))))
                    .isNotInstanceOf(Desk.Answer.Refused.class);
        }
        until("all began", newer, run -> run.phase() == Phase.STEP);

        List<CompletableFuture<Desk.Answer>> asked = RUNS.stream()
                .map(run -> newer.desk().send(new RunCommand.Pause("p-" + run, run, "ops", Instant.now()))).toList();
        List<Desk.Answer> answers = asked.stream().map(RollingUpdateIT::done).toList();
        assertThat(answers).as("the older one keeps some").hasAtLeastOneElementOfType(Desk.Answer.Pending.class);
        Observer.until("the newer one keeps some", PATIENCE, () -> RUNS.stream().anyMatch(run -> run(newer, run).paused()));
        assertThat(RUNS).as("what the older one keeps waits").anyMatch(run -> !run(newer, run).paused());

        older.close();
        until("what the older one held back is decided by the newer one", newer, RunState::paused);
        WorkflowEngine back = replica("older", NEW);
        newer.close();
        go.countDown();
        until("the older one keeps all, and the steps are done", back, run -> run.phase() == Phase.READY);
        for (String run : RUNS) {
            assertThat(done(back.desk().send(new RunCommand.Resume("q", run, "ops", Instant.now())))).isNotInstanceOf(Desk.Answer.Refused.class);
        }
        until("all end", back, run -> run.phase() == Phase.COMPLETED);

        for (String run : RUNS) {
            List<RunEvent> events = back.runs().history(run);
            assertThat(events).extracting(RunEvent::seq).isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
            assertThat(events.stream().filter(RunEvent.Unknown.class::isInstance)).as("the pause").hasSize(1);
            assertThat(events.stream().filter(RunEvent.StepCompleted.class::isInstance)).hasSize(1);
            assertThat(events.stream().filter(RunEvent.Completed.class::isInstance)).hasSize(1);
            assertThat(run(back, run).seq()).isEqualTo(events.size());
        }
        assertThat(deadLetters()).isZero();
        back.close();
    }
}
