package io.sluice.workflow.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.TeamEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import io.sluice.platform.trace.Tracing;
import io.sluice.workflow.execution.Desk;
import io.sluice.workflow.execution.Policies;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.TeamBook;
import io.sluice.workflow.execution.WorkflowBook;
import io.sluice.workflow.step.StepRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * A replica that keeps runs, does their steps and answers for them. Begins in the background: it waits for the brokers and
 * the topics, their time, for what is known of workflows, then takes its share of the runs.
 */
public final class WorkflowEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkflowEngine.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration DESK_LIMIT = Duration.ofMillis(3500);
    private static final Duration WORKERS_LIMIT = Duration.ofSeconds(30);

    private final RunLog runs;
    private final WorkflowTable workflows = new WorkflowTable();
    private final Waiters waiters = new Waiters();
    private final CommandSender deskSender;
    private final CommandSender workerSender;
    private final CommandDesk desk;
    private final StepWorkers workers;
    private final EventReader history;
    private final List<EventReader> readers;
    private final StreamsLife life;
    private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread starter;
    private volatile @Nullable StepQueue queue;
    private volatile boolean closing;

    /** How far a replica is. */
    public enum Readiness { STARTING, RESTORING, READY, FAILED }

    public WorkflowEngine(EngineSettings settings, Policies policies, StepRunner runner, EventCodec codec, JsonMapper mapper, MeterRegistry meters,
            Tracing tracing, Clock clock) {
        SteadyTime time = new SteadyTime(clock);
        Clock steady = time.clock();
        this.runs = new RunLog(settings.historyCharsMax());
        this.deskSender = new CommandSender(codec, settings.bootstrapServers(), DESK_LIMIT);
        this.workerSender = new CommandSender(codec, settings.bootstrapServers(), WORKERS_LIMIT);
        this.desk = new CommandDesk(deskSender, runs, workflows, waiters, settings.patience(), settings.rules(), steady, writers);
        KnownWorkflows known = new KnownWorkflows(policies, workflows);
        this.workers = new StepWorkers(new StepWorkers.Parts(settings.instance(), runner, runs, workflows, known, workerSender, steady, tracing,
                settings.rules().effectCharsMax()), settings, mapper, meters);
        runs.watch(workers::told);
        NewerEvents newer = new NewerEvents(mapper);
        this.history = new EventReader(Topics.WORKFLOW_EVENTS, codec, settings.bootstrapServers(), this::told,
                (type, record) -> newer.read(type, record).ifPresent(this::told), meters);
        runs.filledBy(history::upToNow);
        this.readers = List.of(reader(Topics.WORKFLOW_DEFINITIONS, codec, settings, meters), reader(Topics.WORKFLOW_VALUES, codec, settings, meters),
                history);
        this.life = new StreamsLife(new KafkaStreams(RunTopology.of(codec, new StateFormat(mapper), known, settings.rules(), steady,
                new ProcessingCounts(meters)), StreamsSettings.of(settings), time), steady);
        meters.gauge("sluice.workflow.restore.left", life, StreamsLife::toRestore);
        this.starter = Thread.ofPlatform().daemon().name("sluice-workflow-start").start(() -> begin(settings, codec, meters, time));
    }

    private EventReader reader(String topic, EventCodec codec, EngineSettings settings, MeterRegistry meters) {
        return new EventReader(topic, codec, settings.bootstrapServers(), this::told, meters);
    }

    private void begin(EngineSettings settings, EventCodec codec, MeterRegistry meters, SteadyTime time) {
        // Caught up also means that the topics are there. Runs need workflows and what was learned of them, not their history.
        awaitCaughtUp(readers.stream().filter(each -> each != history).toList());
        setTime(time, settings.bootstrapServers());
        if (!closing) {
            life.start();
        }
        // A worker is told by a run's events what it may do.
        awaitCaughtUp(List.of(history));
        if (!closing) {
            queue = new StepQueue(codec, settings, workers, meters);
        }
    }

    private void setTime(SteadyTime time, String bootstrapServers) {
        while (!closing) {
            try {
                BrokersTime.aheadOf(time.clock(), bootstrapServers).ifPresent(time::ahead);
                return;
            } catch (KafkaException away) {
                LOG.warn("runs wait for the brokers' time: {}", away.getMessage());
                LockSupport.parkNanos(LOOK.toNanos());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void awaitCaughtUp(List<EventReader> some) {
        while (!closing && !some.stream().allMatch(EventReader::caughtUp)) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void told(SluiceEvent event) {
        switch (event) {
            case RunEvent of -> {
                runs.apply(of);
                waiters.told(of.run());
            }
            case TeamEvent of -> {
                runs.apply(of);
                waiters.told(of.aggregateId());
            }
            case WorkflowDefined of -> {
                workflows.apply(of);
                waiters.told("workflow/" + of.workflow());
            }
            case PromotionEvent of -> {
                workflows.apply(of);
                waiters.told("workflow/" + of.workflow());
            }
            case ValuesEvent of -> {
                workflows.apply(of);
                waiters.told("workflow/" + of.workflow());
            }
            default -> { }
        }
    }

    public Desk desk() {
        return desk;
    }

    public RunBook runs() {
        return runs;
    }

    public TeamBook teams() {
        return runs;
    }

    public WorkflowBook workflows() {
        return workflows;
    }

    public Readiness readiness() {
        return switch (life.state()) {
            case RUNNING -> readers.stream().allMatch(EventReader::caughtUp) ? Readiness.READY : Readiness.STARTING;
            case REBALANCING -> Readiness.RESTORING;
            case CREATED -> Readiness.STARTING;
            default -> Readiness.FAILED;
        };
    }

    /** Records that are still to be read before this replica's runs go on. */
    public long toRestore() {
        return life.toRestore();
    }

    @Override
    public void close() {
        closing = true;
        try {
            starter.join(LOOK.toMillis() * 10);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        StepQueue taking = queue;
        if (taking != null) {
            taking.close();
        }
        workers.close();
        life.close();
        readers.forEach(EventReader::close);
        deskSender.close();
        workerSender.close();
        writers.shutdownNow();
    }
}
