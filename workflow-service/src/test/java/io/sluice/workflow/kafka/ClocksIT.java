package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
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
import io.sluice.workflow.execution.RunRules;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Replicas whose clocks differ by more than anything is waited for; one takes the other's runs over. */
class ClocksIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Longer than a takeover takes, and far shorter than the clocks differ. */
    private static final Duration LEASE = Duration.ofSeconds(60);
    /** Whose steps may take as long as the machine makes this test take. */
    private static final String PATIENT = Samples.TRIES.replace("\"seconds\": 120", "\"seconds\": 3600")
            .replace("\"prompt\": \"{{input}}\",", "\"prompt\": \"{{input}}\", \"effort\": {\"seconds\": 600},");
    private static final List<String> WORK = IntStream.range(0, 8).mapToObj(run -> "work-" + run).toList();
    private static final List<String> SOON = IntStream.range(0, 4).mapToObj(run -> "soon-" + run).toList();
    private static final List<String> LATE = IntStream.range(0, 4).mapToObj(run -> "late-" + run).toList();

    private final TestBroker broker = TestBroker.notStarted();
    private final CountDownLatch go = new CountDownLatch(1);
    private final Map<String, Set<String>> begun = new ConcurrentHashMap<>();

    private final List<WorkflowEngine> replicas = new ArrayList<>();

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
        go.countDown();
        replicas.forEach(WorkflowEngine::close);
        topics.close();
        broker.close();
    }

    private WorkflowEngine replica(String name, Duration ahead) {
        Clock clock = Clock.offset(Clock.systemUTC(), ahead);
        RunRules usual = RunRules.USUAL;
        RunRules rules = new RunRules(LEASE, LEASE, usual.grace(), usual.backOff(), usual.backOffMax(), usual.lossesMax(), usual.reservation(),
                usual.open(), usual.undoing(), usual.retention(), usual.stateBytesMax(), usual.effectCharsMax());
        EngineSettings settings = EngineSettings.usual(broker.bootstrapServers(), name, directory.resolve(name));
        JsonMapper mapper = StrictJson.mapper();
        EventCodec codec = new EventCodec(mapper, URI.create("/sluice/" + name), clock, new SecureRandom());
        Set<String> mine = begun.computeIfAbsent(name, missing -> ConcurrentHashMap.newKeySet());
        WorkflowEngine engine = new WorkflowEngine(new EngineSettings(settings.bootstrapServers(), name, settings.directory(), settings.stepsAtOnce(),
                settings.session(), settings.transaction(), settings.commit(), settings.patience(), rules, settings.historyCharsMax()),
                new LearnedPolicies(), (request, workflow, journal) -> {
            mine.add(request.run());
            boolean work = WORK.contains(request.run());
            if (work) {
                go.await();
            }
            return new StepOutcome.Succeeded("7", "7", null, work ? Verdict.PASS : null, List.of());
        }, codec, mapper, new SimpleMeterRegistry(), Tracing.off(new SecureRandom()), clock);
        replicas.add(engine);
        Observer.until(name + " is ready", PATIENCE, () -> engine.readiness() == WorkflowEngine.Readiness.READY);
        return engine;
    }

    /** Each of two agents once, the second after a person was asked. */
    private static String asking(String name, int seconds) {
        return Samples.TRIP.replace("\"name\": \"trip\"", "\"name\": \"" + name + "\"").replace("\"seconds\": 3600", "\"seconds\": " + seconds);
    }

    private static void begin(WorkflowEngine engine, String document, List<String> runs) throws Exception {
        Workflow workflow = Samples.workflow(document);
        engine.desk().send(new DefinitionCommand.Define("d", workflow.name(), WorkflowFormat.write(workflow), WorkflowFormat.digest(workflow), "ops",
                Instant.now())).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        for (String run : runs) {
            assertThat(engine.desk().send(new RunCommand.Start("c", run, "tenant", null, "ops", workflow.name(), 1, WorkflowFormat.digest(workflow),
                    WorkflowFormat.write(workflow), Map.of("input", "3 + 4", "expected", "7"), 7, "hash", null, Instant.now()))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotInstanceOf(Desk.Answer.Refused.class);
        }
    }

    /** The second one is given its share of the steps a moment after it is ready. */
    private void eachDoesSteps(WorkflowEngine engine) throws Exception {
        for (int run = 0; begun.values().stream().anyMatch(Set::isEmpty); run++) {
            assertThat(run).as("runs of which one replica did every step").isLessThan(200);
            begin(engine, PATIENT, List.of("first-" + run));
        }
    }

    private static void until(String what, WorkflowEngine engine, List<String> runs, Predicate<RunState> all) {
        Observer.until(what, PATIENCE, () -> runs.stream().allMatch(run -> engine.runs().find(run).filter(all).isPresent()));
    }

    private static <T> List<T> told(WorkflowEngine engine, String run, Class<T> type) {
        return engine.runs().history(run).stream().filter(type::isInstance).map(type::cast).toList();
    }

    @ParameterizedTest
    @CsvSource({"-7, 5", "5, -7"})
    void aReplicaWithAnotherClockTakesOverWithoutLosingLeasesOrWakingEarlyOrLate(int first, int second) throws Exception {
        WorkflowEngine dies = replica("dies", Duration.ofMinutes(first));
        WorkflowEngine stays = replica("stays", Duration.ofMinutes(second));
        eachDoesSteps(stays);
        begin(stays, PATIENT, WORK);
        begin(stays, asking("late", 600), LATE);
        begin(stays, asking("soon", 12), SOON);
        until("people are asked", stays, LATE, run -> run.phase() == Phase.APPROVAL);
        Observer.until("both do steps", PATIENCE, () -> begun.values().stream().mapToLong(runs -> runs.stream().filter(WORK::contains).count()).sum()
                == WORK.size());
        List<String> kept = WORK.stream().filter(begun.get("stays")::contains).toList();
        assertThat(kept).as("the partitions of steps are shared").isNotEmpty();

        replicas.remove(dies);
        dies.close();
        until("nobody decided", stays, SOON, run -> run.phase() == Phase.CANCELLED);
        go.countDown();
        until("the steps of who is left are done", stays, kept, run -> run.phase() == Phase.COMPLETED);

        assertThat(SOON).allSatisfy(run -> assertThat(told(stays, run, RunEvent.ApprovalTimedOut.class).getFirst().at())
                .isAfterOrEqualTo(told(stays, run, RunEvent.ApprovalRequested.class).getFirst().until()));
        assertThat(LATE).allSatisfy(run -> assertThat(stays.runs().find(run).orElseThrow().phase()).isEqualTo(Phase.APPROVAL));
        assertThat(kept).allSatisfy(run -> assertThat(told(stays, run, RunEvent.StepRetried.class)).as("no lease was lost").isEmpty());
    }
}
