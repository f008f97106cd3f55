package io.sluice.workflow.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import io.sluice.platform.event.TopicCreation;
import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.Desk;
import io.sluice.workflow.execution.Phase;
import io.sluice.workflow.execution.RunRules;
import io.sluice.workflow.execution.RunState;
import io.sluice.workflow.execution.Samples;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A test's own eyes and hands: what is of record, and a desk, without an engine. */
final class Observer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final RunLog runs = new RunLog(64 << 20);
    final WorkflowTable workflows = new WorkflowTable();
    final CommandDesk desk;
    final CommandSender sender;
    /** When the last event of each run was seen. */
    final Map<String, Instant> seen = new ConcurrentHashMap<>();
    private final Waiters waiters = new Waiters();
    private final TopicCreation topics;
    private final List<EventReader> readers;
    private final Map<String, Integer> resolved = new ConcurrentHashMap<>();
    private final Queue<RunEvent.AttentionNeeded> asked = new ConcurrentLinkedQueue<>();
    private volatile @Nullable World world;

    Observer(String brokers) {
        JsonMapper mapper = StrictJson.mapper();
        EventCodec codec = new EventCodec(mapper, URI.create("/sluice/observer"), Clock.systemUTC(), new SecureRandom());
        topics = new TopicCreation(brokers);
        sender = new CommandSender(codec, brokers, Duration.ofSeconds(20));
        desk = new CommandDesk(sender, runs, workflows, waiters, PATIENCE, RunRules.USUAL, Clock.systemUTC(), Executors.newVirtualThreadPerTaskExecutor());
        readers = List.of(Topics.WORKFLOW_EVENTS, Topics.WORKFLOW_DEFINITIONS, Topics.WORKFLOW_VALUES).stream()
                .map(topic -> new EventReader(topic, codec, brokers, this::told, new SimpleMeterRegistry())).toList();
        until("the topics are there", () -> readers.stream().allMatch(EventReader::caughtUp));
    }

    /** From now on a person says what became of effects, those that were asked about before included: what the world knows. */
    void resolveBy(@Nullable World known) {
        world = known;
        answer();
    }

    private void answer() {
        World knows = world;
        for (RunEvent.AttentionNeeded stuck = knows == null ? null : asked.poll(); stuck != null; stuck = asked.poll()) {
            resolved.merge(stuck.run(), 1, Integer::sum);
            boolean happened = knows.done(stuck.run() + "/" + stuck.step() + "/tool") > 0;
            sender.send(new RunCommand.ResolveEffect("resolve", stuck.run(), stuck.step(), stuck.effect(), happened,
                    happened ? "\"done\"" : null, "person", Instant.now()), null);
        }
    }

    private void told(SluiceEvent event) {
        runs.apply(event);
        workflows.apply(event);
        if (event instanceof RunEvent of) {
            seen.put(of.run(), Instant.now());
            waiters.told(of.run());
            if (of instanceof RunEvent.AttentionNeeded stuck) {
                asked.add(stuck);
                answer();
            }
        } else {
            waiters.told(event.aggregateId().startsWith("team/") ? event.aggregateId() : "workflow/" + event.aggregateId().replaceAll("@.*", ""));
        }
    }

    int resolutions() {
        return resolved.values().stream().mapToInt(Integer::intValue).sum();
    }

    Desk.Answer define(String document) {
        Workflow workflow = Samples.workflow(document);
        return answer(desk.send(new DefinitionCommand.Define("define", workflow.name(), WorkflowFormat.write(workflow),
                WorkflowFormat.digest(workflow), "test", Instant.now())));
    }

    RunCommand.Start start(String run, String document, @Nullable String team) {
        Workflow workflow = Samples.workflow(document);
        return new RunCommand.Start("start", run, "tenant", team, "test", workflow.name(), 1, WorkflowFormat.digest(workflow),
                WorkflowFormat.write(workflow), Map.of("input", run), run.hashCode(), "hash", null, Instant.now());
    }

    Desk.Answer answer(CompletableFuture<Desk.Answer> answer) {
        try {
            return answer.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    RunState run(String run) {
        return runs.find(run).orElseThrow(() -> new AssertionError("no run " + run));
    }

    Phase phase(String run) {
        return runs.find(run).map(RunState::phase).orElse(Phase.RESERVING);
    }

    static void until(String what, BooleanSupplier condition) {
        until(what, PATIENCE, condition);
    }

    static void until(String what, Duration patience, BooleanSupplier condition) {
        Instant giveUp = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(giveUp)) {
                throw new AssertionError("not in " + patience + ": " + what);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        readers.forEach(EventReader::close);
        sender.close();
        topics.close();
    }
}
