package io.sluice.workflow.kafka;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.WorkflowCommand;
import io.sluice.platform.event.EventCodec;
import io.sluice.workflow.execution.RunRules;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of what lies in its partition: takes commands and alarms, lets the aggregate decide, and writes state,
 * events, steps and messages to others in one transaction with the command's offset. What can't be read or decided goes to
 * the dead letters, and the partition goes on.
 */
final class AggregateProcessor implements Processor<String, byte[], String, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(AggregateProcessor.class);
    private static final Duration TICK = Duration.ofMillis(100);
    /** Alarms run on the thread that takes commands: so many at a time, and the rest at the next tick. */
    private static final int ALARMS_A_TICK = 200;

    private static final String TEAM = "team/";
    private static final String RUN = "run/";

    private final EventCodec codec;
    private final StateFormat format;
    private final KnownWorkflows known;
    private final RunRules rules;
    private final Clock clock;
    private final ProcessingCounts counts;
    private final AlarmIndex alarms = new AlarmIndex();
    /** Alarms that are on their way as commands. */
    private final Set<AlarmIndex.Due> told = new HashSet<>();
    private Instant begun = Instant.MAX;
    private ProcessorContext<String, byte[]> context;
    private Stores stores;
    private RunHandler runs;
    private TeamHandler teams;
    private WorkflowHandler workflows;

    @SuppressWarnings("NullAway.Init") // init comes before anything else
    AggregateProcessor(EventCodec codec, StateFormat format, KnownWorkflows known, RunRules rules, Clock clock, ProcessingCounts counts) {
        this.codec = codec;
        this.format = format;
        this.known = known;
        this.rules = rules;
        this.clock = clock;
        this.counts = counts;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.begun = clock.instant();
        this.stores = Stores.of(context);
        this.runs = new RunHandler(stores, alarms, format, known, rules);
        this.teams = new TeamHandler(stores, format);
        this.workflows = new WorkflowHandler(stores, format, known);
        try (KeyValueIterator<String, byte[]> all = stores.all(Stores.ALARMS).all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                alarms.set(entry.key, format.alarms(entry.value));
            }
        }
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, tick -> wakeThoseDue());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordHeaders headers = new RecordHeaders(record.headers());
        ConsumerRecord<String, byte[]> consumed = new ConsumerRecord<>(Topics.WORKFLOW_COMMANDS, 0, 0, record.timestamp(),
                TimestampType.CREATE_TIME, 0, 0, record.key(), record.value(), headers, Optional.empty());
        if (record.value() == null || record.key() == null) {
            bury(record, "a command has a key and a value");
            return;
        }
        switch (codec.decode(consumed)) {
            case EventCodec.Decoded.Known(SluiceEvent event) when event instanceof WorkflowCommand command
                    && command.aggregateId().equals(record.key()) -> take(record, command);
            case EventCodec.Decoded.Known(SluiceEvent event) -> bury(record, event.type() + " is no command for " + record.key());
            case EventCodec.Decoded.Unknown(String type) -> bury(record, "nobody here knows " + type);
            case EventCodec.Decoded.Broken(String reason) -> bury(record, reason);
        }
    }

    private void take(Record<String, byte[]> record, WorkflowCommand command) {
        Change change = new Change(codec);
        Instant now = timeOf(command);
        switch (command) {
            case RunCommand.Wake wake -> told.removeIf(due -> due.key().equals(record.key()) && due.alarm().equals(wake.alarm()));
            case TeamCommand.Wake wake -> told.removeIf(due -> due.key().equals(record.key()) && due.alarm().equals(wake.alarm()));
            default -> { }
        }
        try {
            switch (command) {
                case RunCommand run -> runs.handle(record.key(), run, now, change);
                case TeamCommand team -> teams.handle(record.key(), team, now, change);
                case DefinitionCommand workflow -> workflows.handle(record.key(), workflow, now, change);
            }
        } catch (KafkaException brokers) {
            throw brokers;
        } catch (RuntimeException fault) {
            LOG.error("{} of {} could not be decided", command.type(), record.key(), fault);
            bury(record, fault.getClass().getSimpleName() + " while it was decided");
            drop(command);
            return;
        }
        apply(change, record.timestamp());
        counts.commanded(command);
    }

    /**
     * Told to itself as commands, behind all that was written before: a replica that takes over sees what a dead worker did and
     * that it lived before it sees that it is late.
     */
    private void wakeThoseDue() {
        List<AlarmIndex.Due> due = alarms.due(clock.millis(), ALARMS_A_TICK);
        told.retainAll(Set.copyOf(due));
        Change change = new Change(codec);
        Instant now = clock.instant();
        for (AlarmIndex.Due each : due) {
            if (told.add(each)) {
                Instant at = Instant.ofEpochMilli(each.millis());
                change.tell(each.key().startsWith(TEAM) ? new TeamCommand.Wake(each.key().substring(TEAM.length()), each.alarm(), at, now)
                        : new RunCommand.Wake(each.key().substring(RUN.length()), each.alarm(), at, now), null);
            }
        }
        apply(change, now.toEpochMilli());
    }

    /** What was written before this task began is as old as it says: how long it lay there is no sign of life. */
    private Instant timeOf(WorkflowCommand command) {
        Instant now = clock.instant();
        return command instanceof RunCommand.Heartbeat alive && alive.at().isBefore(begun) && alive.at().isBefore(now) ? alive.at() : now;
    }

    /** An alarm that can't be heeded would come again and again. */
    private void drop(WorkflowCommand command) {
        String alarm = switch (command) {
            case RunCommand.Wake wake -> wake.alarm();
            case TeamCommand.Wake wake -> wake.alarm();
            default -> null;
        };
        if (alarm != null) {
            Map<String, Long> left = new TreeMap<>(alarms.of(command.aggregateId()));
            left.remove(alarm);
            alarms.set(command.aggregateId(), left);
            stores.put(Stores.ALARMS, command.aggregateId(), format.write(left));
        }
    }

    private void apply(Change change, long timestamp) {
        for (Change.Put put : change.puts()) {
            byte[] value = put.value();
            boolean alarm = put.store().equals(Stores.ALARMS);
            if (alarm) {
                alarms.set(put.key(), value == null ? Map.of() : format.alarms(value));
            }
            // Most commands leave the alarms as they are.
            if (!alarm || !Arrays.equals(value, stores.get(Stores.ALARMS, put.key()).orElse(null))) {
                stores.put(put.store(), put.key(), value);
            }
        }
        for (Change.Outgoing out : change.outgoing()) {
            context.forward(new Record<>(out.key(), out.value(), timestamp, out.headers()), out.topic());
        }
    }

    private void bury(Record<String, byte[]> record, String reason) {
        String where = context.recordMetadata().map((RecordMetadata at) -> at.partition() + "@" + at.offset()).orElse("unknown");
        LOG.error("command {} goes to the dead letters: {}", where, reason);
        RecordHeaders headers = new RecordHeaders(record.headers());
        headers.add("sluice_reason", reason.getBytes(StandardCharsets.UTF_8));
        headers.add("sluice_offset", where.getBytes(StandardCharsets.UTF_8));
        context.forward(new Record<>(record.key(), record.value(), record.timestamp(), headers),
                Topics.WORKFLOW_COMMANDS + Topics.DEAD_LETTER_SUFFIX);
        counts.buried();
    }
}
