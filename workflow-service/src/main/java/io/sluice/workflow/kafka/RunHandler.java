package io.sluice.workflow.kafka;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.execution.Alarms;
import io.sluice.workflow.execution.Outbox;
import io.sluice.workflow.execution.RunContext;
import io.sluice.workflow.execution.RunDecision;
import io.sluice.workflow.execution.RunInput;
import io.sluice.workflow.execution.RunRules;
import io.sluice.workflow.execution.RunState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs. */
final class RunHandler implements Handler<RunCommand> {

    private final Stores stores;
    private final AlarmIndex alarms;
    private final StateFormat format;
    private final KnownWorkflows known;
    private final RunRules rules;

    RunHandler(Stores stores, AlarmIndex alarms, StateFormat format, KnownWorkflows known, RunRules rules) {
        this.stores = stores;
        this.alarms = alarms;
        this.format = format;
        this.known = known;
        this.rules = rules;
    }

    @Override
    public void handle(String key, RunCommand command, Instant now, Change change) {
        RunState state = stores.get(Stores.AGGREGATES, key).map(format::run).orElse(null);
        if (command instanceof RunCommand.Start start && state == null) {
            String version = ValuesEvent.key(start.workflow(), start.version());
            if (stores.get(Stores.DOCUMENTS, version).isEmpty()) {
                change.put(Stores.DOCUMENTS, version, start.document().getBytes(StandardCharsets.UTF_8));
            }
            decide(key, null, start, context(version, start.document(), now), change);
        } else if (state != null) {
            RunContext context = context(state, now);
            switch (command) {
                case RunCommand.Heartbeat alive -> putOff(key, Alarms.lease(alive.step(), alive.attempt()),
                        RunDecision.leaseUntil(state, alive, context), change);
                case RunCommand.Wake wake -> wake(key, state, wake, context, change);
                default -> decide(key, state, command, context, change);
            }
        }
    }

    /** An alarm that was put off or is over since it was told wakes nobody. */
    private void wake(String key, RunState state, RunCommand.Wake wake, RunContext context, Change change) {
        Long due = alarms.of(key).get(wake.alarm());
        if (due == null || due > context.now().toEpochMilli()) {
            return;
        }
        if (wake.alarm().equals(Alarms.FORGET) && state.phase().ended()) {
            change.put(Stores.AGGREGATES, key, null);
            change.put(Stores.ALARMS, key, null);
        } else {
            decide(key, state, wake, context, change);
        }
    }

    private void decide(String key, @Nullable RunState state, RunCommand command, RunContext context, Change change) {
        List<RunEvent> events = RunDecision.of(state, new RunInput.Commanded(command), context);
        RunState after = fold(state, events);
        if (after == null) {
            return;
        }
        byte[] bytes = format.write(after);
        if (bytes.length > rules.stateBytesMax() && state != null) {
            events = RunDecision.tooLarge(state, context);
            after = fold(state, events);
            bytes = format.write(after);
        }
        RunState step = state;
        for (RunEvent event : events) {
            step = RunState.after(step, event);
            change.tell(event, after.started().traceparent());
            for (var message : Outbox.of(event, step, context)) {
                change.tell(message, after.started().traceparent());
            }
        }
        if (!events.isEmpty()) {
            change.put(Stores.AGGREGATES, key, bytes);
        }
        change.put(Stores.ALARMS, key, format.write(wanted(key, after, command)));
    }

    private static @Nullable RunState fold(@Nullable RunState state, List<RunEvent> events) {
        RunState after = state;
        for (RunEvent event : events) {
            after = RunState.after(after, event);
        }
        return after;
    }

    /** A lease that a heartbeat has put off stays as it is. */
    private Map<String, Long> wanted(String key, RunState run, RunCommand command) {
        Map<String, Long> before = new TreeMap<>(alarms.of(key));
        if (command instanceof RunCommand.Wake wake) {
            before.remove(wake.alarm());
        }
        Map<String, Long> wanted = new TreeMap<>();
        Alarms.of(run, rules).forEach((alarm, at) -> wanted.put(alarm,
                alarm.startsWith(Alarms.LEASE) && before.containsKey(alarm) ? before.get(alarm) : ceiling(at)));
        return wanted;
    }

    private void putOff(String key, String lease, @Nullable Instant until, Change change) {
        if (until != null) {
            Map<String, Long> moved = new TreeMap<>(alarms.of(key));
            moved.put(lease, ceiling(until));
            change.put(Stores.ALARMS, key, format.write(moved));
        }
    }

    /** Never before its time. */
    private static long ceiling(Instant at) {
        return at.toEpochMilli() + (at.getNano() % 1_000_000 == 0 ? 0 : 1);
    }

    private RunContext context(RunState state, Instant now) {
        String version = ValuesEvent.key(state.started().workflow(), state.started().version());
        byte[] document = stores.get(Stores.DOCUMENTS, version)
                .orElseThrow(() -> new IllegalStateException("the document of " + version + " is not in the store"));
        return context(version, new String(document, StandardCharsets.UTF_8), now);
    }

    private RunContext context(String version, String document, Instant now) {
        Workflow workflow = known.read(version, document);
        return new RunContext(now, workflow, known.policy(version, workflow), rules);
    }
}
