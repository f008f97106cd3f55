package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.RunEvent;
import io.sluice.platform.testing.Starvation;
import io.sluice.platform.testing.TestBroker;
import io.sluice.workflow.execution.Desk;
import io.sluice.workflow.execution.Phase;
import io.sluice.workflow.execution.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments: no step is lost, no effect that is done is repeated, and the runs go on. Three kills, two
 * of a replica alone and one of one of a pair; {@code -Dsluice.kills=100 -Dsluice.seed=N} for more.
 */
class KillIT {

    private static final int KILLS = Integer.getInteger("sluice.kills", 3);
    private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());
    private static final int STEPS = 10;
    /** Of time in which the machine was there for this: {@link Starvation}. */
    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(Integer.getInteger("sluice.goes-on-within", 15));
    private static final String CHAIN = """
            {"name": "chain", "start": "a",
             "agents": {"a": {"tool": "t", "arguments": {}, "next": ["b"]}, "b": {"tool": "t", "arguments": {}, "next": ["a"]}},
             "tools": {"t": {"kind": "calculator"}},
             "limits": {"steps": 10, "tokens": 100000, "cost": 10, "seconds": 3600},
             "scheduler": {"kind": "fixed", "flow": ["a", "b", "a", "b", "a", "b", "a", "b", "a", "b"]}}
            """;

    private static TestBroker broker;
    private static World world;
    private static Observer observer;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void begin() {
        System.out.println("seed " + SEED + ", kills " + KILLS);
        broker = TestBroker.notStarted().start();
        world = new World();
        observer = new Observer(broker.bootstrapServers());
        observer.resolveBy(world);
    }

    @AfterAll
    static void end() {
        observer.close();
        world.close();
        broker.close();
    }

    @Test
    void aReplicaThatIsKilledAndStartedAgainGoesOn() {
        Random random = new Random(SEED);
        List<String> runs = new ArrayList<>();
        List<Duration> waits = new ArrayList<>();
        try (Replica replica = new Replica(broker.bootstrapServers(), "alone", directory, world.address()).start()) {
            assertThat(observer.define(CHAIN)).isInstanceOf(Desk.Answer.Done.class);
            for (int kill = 0; kill < (KILLS + 1) / 2; kill++) {
                begin("alone-" + kill, runs);
                pause(random.nextInt(2500));
                try (Starvation others = Starvation.watched()) {
                    Instant killed = Instant.now();
                    replica.kill();
                    replica.start();
                    waits.add(others.without(goesOn(runs, killed)));
                }
            }
            allEnd(runs);
        }
        System.out.println("restarted: goes on after " + waits);
        holds(runs);
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(GOES_ON_WITHIN));
    }

    @Test
    void anotherReplicaGoesOnWithTheRunsOfOneThatIsKilled() {
        Random random = new Random(SEED + 1);
        List<String> runs = new ArrayList<>();
        List<Duration> waits = new ArrayList<>();
        List<Replica> replicas = List.of(new Replica(broker.bootstrapServers(), "left", directory, world.address()).start(),
                new Replica(broker.bootstrapServers(), "right", directory, world.address()).start());
        try {
            assertThat(observer.define(CHAIN)).isInstanceOf(Desk.Answer.Done.class);
            for (int kill = 0; kill < KILLS / 2; kill++) {
                begin("pair-" + kill, runs);
                pause(random.nextInt(2500));
                Replica dead = replicas.get(random.nextInt(2));
                try (Starvation others = Starvation.watched()) {
                    Instant killed = Instant.now();
                    dead.kill();
                    waits.add(others.without(goesOn(runs, killed)));
                }
                dead.start();
            }
            allEnd(runs);
        } finally {
            replicas.forEach(Replica::close);
        }
        System.out.println("taken over: goes on after " + waits);
        holds(runs);
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThan(GOES_ON_WITHIN));
    }

    /**
     * Its runs were taken over meanwhile, its steps asked for again; nobody told it. What may be repeated is, where it stood still
     * between looking into the journal and calling.
     */
    @Test
    void aReplicaThatStandsStillForLongAndComesBackDoesNothingTwice() {
        List<String> runs = new ArrayList<>();
        List<Replica> replicas = List.of(new Replica(broker.bootstrapServers(), "still", directory, world.address()).start(),
                new Replica(broker.bootstrapServers(), "awake", directory, world.address()).start());
        try {
            assertThat(observer.define(CHAIN)).isInstanceOf(Desk.Answer.Done.class);
            begin("still", runs);
            // A person who is asked looks whether the worker is really dead.
            observer.resolveBy(null);
            replicas.getFirst().stop();
            Instant stopped = Instant.now();
            Observer.until("another one goes on", Duration.ofSeconds(60), () -> runs.stream()
                    .allMatch(run -> observer.phase(run).ended() || observer.phase(run) == Phase.ATTENTION || observer.seen.get(run).isAfter(stopped.plusSeconds(6))));
            replicas.getFirst().goOn();
            pause(3000);
            observer.resolveBy(world);
            allEnd(runs);
        } finally {
            replicas.forEach(Replica::close);
        }
        assertThat(world.faults()).noneMatch(fault -> fault.contains("twice"));
        world.faults().clear();
        holds(runs);
    }

    private static void begin(String name, List<String> runs) {
        for (int i = 0; i < 4; i++) {
            String run = name + "-" + i;
            runs.add(run);
            assertThat(observer.answer(observer.desk.send(observer.start(run, CHAIN, null)))).isInstanceOf(Desk.Answer.Done.class);
        }
    }

    /** How long the last of the runs that had not ended stood still. */
    private static Duration goesOn(List<String> runs, Instant killed) {
        List<String> live = runs.stream().filter(run -> !observer.phase(run).ended()).toList();
        Observer.until("runs go on", Duration.ofSeconds(120), () -> live.stream().allMatch(run -> observer.seen.get(run).isAfter(killed)
                || observer.phase(run).ended()));
        return live.stream().map(run -> first(run, killed)).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** By the time that its decision was made: what was committed before the kill may only be seen after it. */
    private static Duration first(String run, Instant killed) {
        return observer.runs.history(run).stream().map(RunEvent::at).filter(at -> at.isAfter(killed)).findFirst()
                .map(at -> Duration.between(killed, at)).orElse(Duration.ZERO);
    }

    private static void allEnd(List<String> runs) {
        Observer.until("all runs end", Duration.ofSeconds(90), () -> runs.stream().allMatch(run -> observer.phase(run).ended()));
    }

    private static void holds(List<String> runs) {
        assertThat(world.faults()).isEmpty();
        for (String run : runs) {
            RunState state = observer.run(run);
            List<RunEvent> events = observer.runs.history(run);
            assertThat(events).extracting(RunEvent::seq).isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
            assertThat(state.phase()).as("%s: %s", run, state.ending()).isEqualTo(Phase.COMPLETED);
            assertThat(state.done()).as(run).hasSize(STEPS);
            assertThat(events.stream().filter(RunEvent.StepCompleted.class::isInstance)).as(run).hasSize(STEPS);
            for (int step = 0; step < STEPS; step++) {
                assertThat(world.done(run + "/" + step + "/tool")).as("%s step %s", run, step).isEqualTo(1);
                assertThat(world.done(run + "/" + step + "/model")).as("%s step %s", run, step).isPositive();
            }
        }
        System.out.println(runs.size() + " runs, a person was asked " + observer.resolutions() + " times");
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
