package io.sluice.workflow.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.StepRequested;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.WorkflowBook;
import io.sluice.workflow.step.StepRunner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * Does steps: so many at once, each on a virtual thread, with heartbeats to their runs. What happens to a run is told to the
 * step that is done for it, which then goes on, or stops. Thread-safe.
 */
final class StepWorkers implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    /** Of a lease: two heartbeats may be lost. */
    private static final int HEARTBEATS_A_LEASE = 3;
    /** So close to its end nobody takes a request any more, whatever the clocks of two machines say. */
    private static final Duration TAKE_MARGIN = Duration.ofMillis(200);

    private final Parts parts;
    private final Duration lease;
    private final int effectCharsMax;
    private final JsonMapper mapper;
    private final Semaphore slots;
    private final Map<String, RunningStep> running = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("sluice-step-", 0).factory());
    private final ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sluice-step-pulse").factory());
    private final MeterRegistry meters;

    /**
     * What every step needs.
     *
     * @param textCharsMax of a step's text and output
     */
    record Parts(String worker, StepRunner runner, RunBook runs, WorkflowBook workflows, KnownWorkflows known, CommandSender sender, Clock clock,
            Tracing tracing, int textCharsMax) {
    }

    StepWorkers(Parts parts, EngineSettings settings, JsonMapper mapper, MeterRegistry meters) {
        this.parts = parts;
        this.lease = settings.rules().lease();
        this.effectCharsMax = settings.rules().effectCharsMax();
        this.mapper = mapper;
        this.slots = new Semaphore(settings.stepsAtOnce());
        this.meters = meters;
        meters.gauge("sluice.workflow.steps.running", running, Map::size);
        long beat = settings.rules().lease().toMillis() / HEARTBEATS_A_LEASE;
        pulse.scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
        pulse.scheduleAtFixedRate(this::timeOut, 100, 100, TimeUnit.MILLISECONDS);
    }

    /** How many more steps can be taken now. */
    int free() {
        return slots.availablePermits();
    }

    /** Begins at once. A request that came too late is passed over: another attempt was asked for, or the run has ended. */
    void take(StepRequested request) {
        Instant now = parts.clock().instant();
        if (now.isAfter(request.takeBy().minus(TAKE_MARGIN)) || now.isAfter(request.deadline())) {
            meters.counter("sluice.workflow.steps.late").increment();
            return;
        }
        slots.acquireUninterruptibly();
        RunningStep step = new RunningStep(request, parts.worker());
        RunningStep before = running.put(request.run(), step);
        if (before != null) {
            before.over().complete(null);
        }
        // Whatever is told of the run from now on reaches the step; what was told before it is looked for.
        if (endedWith(request)) {
            leave(step);
        } else {
            threads.execute(() -> work(step));
        }
    }

    private boolean endedWith(StepRequested request) {
        return parts.runs().find(request.run()).filter(run -> run.phase().ended() && run.nextStep() > request.step()).isPresent();
    }

    private void leave(RunningStep step) {
        running.remove(step.request().run(), step);
        slots.release();
    }

    private void work(RunningStep step) {
        Thread worker = Thread.currentThread();
        step.over().thenRun(worker::interrupt);
        try {
            heartbeat(step);
            CommandJournal journal = new CommandJournal(step, parts.worker(), parts.sender(), mapper, parts.clock(), lease, effectCharsMax);
            new StepTask(step, journal, parts).run();
        } finally {
            leave(step);
        }
    }

    /** Told on the thread that reads events. */
    void told(RunEvent event) {
        RunningStep step = running.get(event.run());
        if (step != null) {
            step.told(event);
        }
    }

    /** Each on a thread of its own: while no broker is known, a write waits, and the others' must not wait for it. */
    private void beat() {
        running.values().stream().filter(RunningStep::beginHeartbeat).forEach(step -> threads.execute(() -> {
            try {
                heartbeat(step);
            } finally {
                step.endHeartbeat();
            }
        }));
    }

    /** The next one makes up for one that is lost. */
    private void heartbeat(RunningStep step) {
        StepRequested request = step.request();
        long sent = System.nanoTime();
        parts.sender().send(new RunCommand.Heartbeat(request.run(), request.step(), request.attempt(), parts.worker(), parts.clock().instant()),
                request.traceparent()).thenRun(() -> step.heard(sent));
    }

    private void timeOut() {
        Instant now = parts.clock().instant();
        running.values().stream().filter(step -> now.isAfter(step.request().deadline())).forEach(RunningStep::timeOut);
    }

    /** Steps that are being done are given up; their runs ask for them again. */
    @Override
    public void close() {
        pulse.shutdownNow();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                meters.counter("sluice.workflow.steps.abandoned").increment();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
