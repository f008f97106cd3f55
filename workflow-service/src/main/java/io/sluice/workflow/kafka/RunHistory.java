package io.sluice.workflow.kafka;

import io.sluice.contracts.event.RunEvent;
import io.sluice.workflow.execution.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A run's events so far, and who follows them. */
final class RunHistory {

    private static final int EVENT_CHARS = 600;

    private final List<RunEvent> events = new ArrayList<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private volatile RunState state;
    private long chars;

    RunHistory(RunEvent.Started first) {
        this.state = RunState.after(null, first);
        add(first);
    }

    /** Somebody who is told events in order, each once. */
    private static final class Follower {

        private final Consumer<RunEvent> listener;
        private long told;

        private Follower(long told, Consumer<RunEvent> listener) {
            this.told = told;
            this.listener = listener;
        }

        private void tell(RunEvent event) {
            if (event.seq() > told) {
                told = event.seq();
                listener.accept(event);
            }
        }
    }

    RunState state() {
        return state;
    }

    /** @return whether it is new */
    synchronized boolean apply(RunEvent event) {
        if (event.seq() <= state.seq()) {
            return false;
        }
        state = RunState.after(state, event);
        add(event);
        followers.forEach(follower -> follower.tell(event));
        return true;
    }

    private void add(RunEvent event) {
        events.add(event);
        chars += EVENT_CHARS + textOf(event);
    }

    /** What takes memory of an event, roughly. */
    private static int textOf(RunEvent event) {
        return switch (event) {
            case RunEvent.Started first -> first.inputs().values().stream().mapToInt(String::length).sum();
            case RunEvent.StepCompleted done -> done.text().length() + (done.output() == null ? 0 : done.output().length());
            case RunEvent.EffectRecorded effect -> effect.outcome().length();
            case RunEvent.EffectResolved effect -> effect.outcome() == null ? 0 : effect.outcome().length();
            default -> 0;
        };
    }

    synchronized List<RunEvent> events() {
        return List.copyOf(events);
    }

    synchronized long chars() {
        return chars;
    }

    /** Under the lock, so that nothing comes between what was and what comes. */
    synchronized Runnable follow(long afterSeq, Consumer<RunEvent> listener) {
        Follower follower = new Follower(afterSeq, listener);
        events.forEach(follower::tell);
        followers.add(follower);
        return () -> followers.remove(follower);
    }
}
