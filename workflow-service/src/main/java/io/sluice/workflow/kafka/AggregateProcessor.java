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
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
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
 * the dead letters, and the partition goes on. What only a newer version understands is held back, with all that comes behind
 * it for the same key, until a replica of such a version takes the partition over.
 */
final class AggregateProcessor implements Processor<String, byte[], String, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(AggregateProcessor.class);
    private static final Duration TICK = Duration.ofMillis(100);
    /** Alarms run on the thread that takes commands: so many at a time, and the rest at the next tick. */
    private static final int ALARMS_A_TICK = 200;

    /** As often it is looked whether something was held back for too long. */
    private static final Duration LOOK = Duration.ofMinutes(1);
    /** Beyond it nobody is expected to come any more who understands a command. */
    static final Duration HELD_MAX = Duration.ofDays(1);
    private static final String COMMANDS = "io.sluice.workflow.command.";

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
    /** Keys of which something is held back and may be understood now. */
    private final Deque<String> toTry = new ArrayDeque<>();
    private int heldTold;
    private Instant begun = Instant.MAX;
    private ProcessorContext<String, byte[]> context;
    private Stores stores;
    private HeldCommands held;
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
        this.held = new HeldCommands(stores.all(Stores.AGGREGATES), format.mapper());
        this.runs = new RunHandler(stores, alarms, format, known, rules);
        this.teams = new TeamHandler(stores, format);
        this.workflows = new WorkflowHandler(stores, format, known);
        try (KeyValueIterator<String, byte[]> all = stores.all(Stores.ALARMS).all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                alarms.set(entry.key, format.alarms(entry.value));
            }
        }
        // Whoever held them back may have known less.
        toTry.addAll(held.keys());
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, tick -> {
            tryHeld();
            wakeThoseDue();
        });
        context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, tick -> {
            giveUpThoseHeldTooLong();
            toTry.clear();
            toTry.addAll(held.keys());
        });
        tellHeld();
    }

    @Override
    public void close() {
        counts.held(-heldTold);
    }

    private void tellHeld() {
        counts.held(held.size() - heldTold);
        heldTold = held.size();
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (record.value() == null || record.key() == null) {
            bury(record, where(), "a command has a key and a value");
            return;
        }
        switch (decoded(record)) {
            case EventCodec.Decoded.Known(SluiceEvent event) when event instanceof WorkflowCommand command
                    && command.aggregateId().equals(record.key()) -> arrived(record, command);
            case EventCodec.Decoded.Known(SluiceEvent event) -> bury(record, where(), event.type() + " is no command for " + record.key());
            case EventCodec.Decoded.Unknown(String type) when type.startsWith(COMMANDS) -> hold(record, "this version does not know " + type);
            case EventCodec.Decoded.Unknown(String type) -> bury(record, where(), "nobody here knows " + type);
            case EventCodec.Decoded.Broken(String reason) -> bury(record, where(), reason);
        }
    }

    private EventCodec.Decoded decoded(Record<String, byte[]> record) {
        return codec.decode(new ConsumerRecord<>(Topics.WORKFLOW_COMMANDS, 0, 0, record.timestamp(), TimestampType.CREATE_TIME, 0, 0,
                record.key(), record.value(), new RecordHeaders(record.headers()), Optional.empty()));
    }

    private void arrived(Record<String, byte[]> record, WorkflowCommand command) {
        boolean sign = command instanceof RunCommand.Heartbeat;
        boolean wake = command instanceof RunCommand.Wake || command instanceof TeamCommand.Wake;
        if (held.has(record.key()) && wake) {
            // What is due stays due, and is told again once nothing is held any more.
            return;
        }
        if (held.has(record.key()) && !sign) {
            hold(record, "it comes behind one that is held back");
            return;
        }
        try {
            take(record, where(), command);
        } catch (NotUnderstoodException newer) {
            if (!sign && !wake) {
                hold(record, newer.getMessage());
            }
        }
    }

    /** @throws NotUnderstoodException before anything is changed */
    private void take(Record<String, byte[]> record, String where, WorkflowCommand command) {
        Change change = new Change(codec);
        Instant now = timeOf(command);
        try {
            switch (command) {
                case RunCommand run -> runs.handle(record.key(), run, now, change);
                case TeamCommand team -> teams.handle(record.key(), team, now, change);
                case DefinitionCommand workflow -> workflows.handle(record.key(), workflow, now, change);
            }
        } catch (KafkaException | NotUnderstoodException notNow) {
            throw notNow;
        } catch (RuntimeException fault) {
            LOG.error("{} of {} could not be decided", command.type(), record.key(), fault);
            bury(record, where, fault.getClass().getSimpleName() + " while it was decided");
            arrivedAlarm(record.key(), command);
            drop(command);
            return;
        }
        arrivedAlarm(record.key(), command);
        apply(change, record.timestamp());
        counts.commanded(command);
    }

    /** It is told again if it is due once more. One that was not understood is not: its run stands still anyway. */
    private void arrivedAlarm(String key, WorkflowCommand command) {
        switch (command) {
            case RunCommand.Wake wake -> told.removeIf(due -> due.key().equals(key) && due.alarm().equals(wake.alarm()));
            case TeamCommand.Wake wake -> told.removeIf(due -> due.key().equals(key) && due.alarm().equals(wake.alarm()));
            default -> { }
        }
    }

    private void hold(Record<String, byte[]> record, String reason) {
        long offset = context.recordMetadata().map(RecordMetadata::offset).orElse(0L);
        boolean first = !held.has(record.key());
        if (held.add(record, where(), offset, clock.millis())) {
            if (first) {
                LOG.warn("command {} for {} is held back, as is what comes behind it: {}", where(), record.key(), reason);
            }
        } else {
            bury(record, where(), reason + ", and too much is held back already");
        }
        tellHeld();
    }

    /** Some at a time, on the thread that takes commands. */
    private void tryHeld() {
        for (int some = 0; some < ALARMS_A_TICK && !toTry.isEmpty(); some++) {
            if (!tryFirst(toTry.getFirst())) {
                toTry.removeFirst();
            }
        }
        tellHeld();
    }

    /** @return whether there is more of that key to try */
    private boolean tryFirst(String key) {
        HeldCommands.Held first = held.first(key);
        try {
            switch (decoded(first.record())) {
                case EventCodec.Decoded.Known(WorkflowCommand command) when command.aggregateId().equals(key) ->
                        take(first.record(), first.where(), command);
                case EventCodec.Decoded.Unknown(String type) -> {
                    return false;
                }
                default -> bury(first.record(), first.where(), "it is no command for " + key);
            }
        } catch (NotUnderstoodException still) {
            return false;
        }
        removeFirst(key);
        return held.has(key);
    }

    private void removeFirst(String key) {
        held.removeFirst(key);
        if (!held.has(key)) {
            told.removeIf(due -> due.key().equals(key));
        }
    }

    /** Handed back whole, with the reason; what they were for stays as it is. */
    private void giveUpThoseHeldTooLong() {
        for (String key : held.keys()) {
            while (held.has(key) && held.since(key) <= clock.millis() - HELD_MAX.toMillis()) {
                HeldCommands.Held first = held.first(key);
                bury(first.record(), first.where(), "held back for longer than " + HELD_MAX + ": no replica of a version that understands it came");
                removeFirst(key);
            }
        }
        tellHeld();
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

    private String where() {
        return context.recordMetadata().map((RecordMetadata at) -> at.partition() + "@" + at.offset()).orElse("unknown");
    }

    private void bury(Record<String, byte[]> record, String where, String reason) {
        LOG.error("command {} goes to the dead letters: {}", where, reason);
        RecordHeaders headers = new RecordHeaders(record.headers());
        headers.add("sluice_reason", reason.getBytes(StandardCharsets.UTF_8));
        headers.add("sluice_topic", Topics.WORKFLOW_COMMANDS.getBytes(StandardCharsets.UTF_8));
        headers.add("sluice_offset", where.getBytes(StandardCharsets.UTF_8));
        context.forward(new Record<>(record.key(), record.value(), record.timestamp(), headers),
                Topics.WORKFLOW_COMMANDS + Topics.DEAD_LETTER_SUFFIX);
        counts.buried();
    }
}
