package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One event's change to a run. Of one call: made from a state, changed by one event, made a state again. Total: any event of any history. */
final class RunFold {

    private final RunEvent.Started started;
    private Phase phase = Phase.READY;
    private boolean paused;
    private int nextStep;
    private List<DoneStep> done = List.of();
    private List<Integer> undone = List.of();
    private int undoFailures;
    private @Nullable CurrentStep current;
    private @Nullable BrokenStep broken;
    private @Nullable Approval approval;
    private @Nullable ApprovalNote note;
    private @Nullable Ending ending;
    private Spending spending = Spending.NONE;
    private double activeSeconds;
    private @Nullable Instant activeSince;
    private long epoch;
    private double costBefore;
    private @Nullable Integer refusals;

    private RunFold(RunEvent.Started started) {
        this.started = started;
    }

    static RunState after(@Nullable RunState before, RunEvent event) {
        RunFold fold;
        if (before == null) {
            if (!(event instanceof RunEvent.Started first)) {
                throw new IllegalArgumentException("run " + event.run() + " does not begin with its start");
            }
            fold = new RunFold(first);
        } else {
            fold = new RunFold(before.started());
            fold.take(before);
        }
        fold.apply(event);
        return fold.state(event);
    }

    static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
    }

    private void take(RunState before) {
        phase = before.phase();
        paused = before.paused();
        nextStep = before.nextStep();
        done = before.done();
        undone = before.undone();
        undoFailures = before.undoFailures();
        current = before.current();
        broken = before.broken();
        approval = before.approval();
        note = before.note();
        ending = before.ending();
        spending = before.spending();
        activeSeconds = before.activeSeconds();
        activeSince = before.activeSince();
        epoch = before.epoch();
        costBefore = before.costBefore();
        refusals = before.refusals();
    }

    private void apply(RunEvent event) {
        switch (event) {
            case RunEvent.Started first -> ask(first.seq());
            case RunEvent.BudgetHeld held -> phase = Phase.READY;
            case RunEvent.StepScheduled scheduled -> begin(CurrentStep.first(scheduled.step(), scheduled.agent(), null,
                    slim(scheduled.decision()), scheduled.deadline(), scheduled.at()));
            case RunEvent.CompensationScheduled undo -> undo(undo);
            case RunEvent.StepRetried again -> retry(again);
            case RunEvent.EffectIntended intended -> change(intended.step(), step -> step.intending(intended.effect()));
            case RunEvent.EffectRecorded recorded -> record(recorded);
            case RunEvent.EffectResolved resolved -> resolve(resolved);
            case RunEvent.AttentionNeeded stuck -> {
                change(stuck.step(), step -> step.stuck(stuck.effect(), stuck.uses(), stuck.spending()));
                spending = spending.plus(stuck.spending());
                phase = Phase.ATTENTION;
            }
            case RunEvent.StepCompleted completed -> complete(completed);
            case RunEvent.StepFailed failed -> fail(failed);
            case RunEvent.ApprovalRequested asked -> {
                approval = new Approval(asked.step(), asked.agent(), slim(asked.decision()), asked.until(), asked.proceeds(), false);
                nextStep = asked.step() + 1;
                phase = Phase.APPROVAL;
            }
            case RunEvent.ApprovalGiven given -> {
                note = given.note() == null ? note : new ApprovalNote(given.step(), given.note());
                decide(given.approved());
            }
            case RunEvent.ApprovalTimedOut timedOut -> decide(timedOut.proceeds());
            case RunEvent.Paused pause -> paused = true;
            case RunEvent.Resumed resume -> paused = false;
            case RunEvent.Rewound rewound -> rewind(rewound);
            case RunEvent.CommandRefused refused -> refusals = refusals == null ? 1 : refusals + 1;
            case RunEvent.Unknown newer -> { }
            case RunEvent.Completed end -> end(Phase.COMPLETED,
                    new Ending("completed", end.reason(), null, null, end.decision() == null ? null : slim(end.decision()), end.saving()));
            case RunEvent.Failed end -> end(Phase.FAILED, new Ending("failed", end.code(), end.message(), null, null, null));
            case RunEvent.Cancelled end -> end(Phase.CANCELLED, new Ending("cancelled", "cancelled", end.reason(), end.actor(), null, null));
        }
    }

    private void ask(long seq) {
        epoch = seq;
        costBefore = spending.cost();
        phase = started.team() == null ? Phase.READY : Phase.RESERVING;
    }

    private void begin(CurrentStep step) {
        current = step;
        nextStep = step.step() + 1;
        approval = null;
        phase = Phase.STEP;
    }

    private void undo(RunEvent.CompensationScheduled undo) {
        begin(CurrentStep.first(undo.step(), undo.agent(), undo.of(), null, undo.deadline(), undo.at()));
        ending = new Ending(undo.ending(), undo.code(), undo.message(), undo.actor(), null, null);
    }

    private void retry(RunEvent.StepRetried again) {
        change(again.step(), step -> step.again(again.attempt(), again.reason().equals("lost"), again.deadline(), again.at()));
        phase = Phase.STEP;
    }

    private void record(RunEvent.EffectRecorded recorded) {
        change(recorded.step(), step -> step.recorded(recorded.effect(), recorded.outcome(), recorded.use(), recorded.at()));
        leaveAttention();
    }

    private void resolve(RunEvent.EffectResolved resolved) {
        String outcome = resolved.outcome();
        change(resolved.step(), step -> resolved.happened() && outcome != null
                ? step.recorded(resolved.effect(), outcome, null, resolved.at()) : step.notHappened(resolved.effect(), resolved.at()));
        leaveAttention();
    }

    private void leaveAttention() {
        if (phase == Phase.ATTENTION && current != null && current.attention() == null) {
            phase = Phase.RETRYING;
        }
    }

    private void complete(RunEvent.StepCompleted completed) {
        spending = spending.plus(completed.spending());
        CurrentStep step = current;
        current = null;
        phase = Phase.READY;
        if (step == null || step.step() != completed.step()) {
            return;
        }
        if (step.undoes() != null) {
            undone = with(undone, step.undoes());
            return;
        }
        done = with(done, new DoneStep(completed.step(), completed.agent(), Objects.requireNonNull(step.decision()), completed.role(),
                completed.output(), completed.suggestion(), completed.verdict(), step.spent().plus(completed.spending()), completed.at()));
    }

    private void fail(RunEvent.StepFailed failed) {
        spending = spending.plus(failed.spending());
        if (failed.retryAt() != null) {
            change(failed.step(), step -> step.failed(failed.uses(), failed.spending(), failed.retryAt()));
            phase = Phase.RETRYING;
            return;
        }
        if (current != null && current.undoes() != null) {
            undone = with(undone, current.undoes());
            undoFailures++;
        } else if (current != null && current.step() == failed.step() && current.decision() != null) {
            broken = new BrokenStep(failed.step(), failed.agent(), current.decision(), current.spent().plus(failed.spending()));
        }
        current = null;
        phase = Phase.READY;
    }

    private void decide(boolean goesOn) {
        approval = goesOn && approval != null ? approval.granted() : null;
        phase = Phase.READY;
    }

    private void rewind(RunEvent.Rewound rewound) {
        done = done.stream().filter(step -> step.step() < rewound.step()).toList();
        current = null;
        broken = null;
        approval = null;
        ending = null;
        paused = false;
        ask(rewound.seq());
    }

    private void end(Phase how, Ending why) {
        phase = how;
        ending = why;
        current = null;
        approval = null;
    }

    private void change(int step, UnaryOperator<CurrentStep> change) {
        if (current != null && current.step() == step) {
            current = change.apply(current);
        }
    }

    private RunState state(RunEvent event) {
        boolean active = !paused && (phase == Phase.STEP || phase == Phase.RETRYING || phase == Phase.READY);
        if (active && activeSince == null) {
            activeSince = event.at();
        } else if (!active && activeSince != null) {
            activeSeconds += seconds(activeSince, event.at());
            activeSince = null;
        }
        return new RunState(started, event.seq(), phase, paused, nextStep, done, undone, undoFailures, current, broken, approval, note, ending, spending,
                activeSeconds, activeSince, epoch, costBefore, event.at(), refusals);
    }

    /** Who was executed before is in the steps already. */
    private static StepDecision slim(StepDecision all) {
        return all.after(List.of());
    }

    private static <T> List<T> with(List<T> some, T more) {
        List<T> all = new ArrayList<>(some);
        all.add(more);
        return List.copyOf(all);
    }
}
