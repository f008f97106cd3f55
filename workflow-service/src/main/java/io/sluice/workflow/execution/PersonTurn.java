package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;

/** What people want of a run: done, or refused with a reason. */
final class PersonTurn {

    private final RunTurn turn;
    private final RunState run;

    PersonTurn(RunTurn turn) {
        this.turn = turn;
        this.run = turn.run();
    }

    void pause(RunCommand.Pause pause) {
        if (ended(pause.id())) {
            return;
        }
        if (run.paused()) {
            refuse(pause.id(), "run_is_paused", "the run is paused already");
            return;
        }
        turn.tell((seq, now) -> new RunEvent.Paused(pause.run(), seq, pause.actor(), now));
    }

    void resume(RunCommand.Resume resume) {
        if (ended(resume.id())) {
            return;
        }
        if (!run.paused()) {
            refuse(resume.id(), "run_is_not_paused", "the run is not paused");
            return;
        }
        turn.tell((seq, now) -> new RunEvent.Resumed(resume.run(), seq, resume.actor(), now));
        new Retry(turn).resolved();
        if (turn.run().ending() == null) {
            new Schedule(turn).goOn();
        }
    }

    void cancel(RunCommand.Cancel cancel) {
        if (ended(cancel.id())) {
            return;
        }
        if (run.ending() != null) {
            refuse(cancel.id(), "run_is_ending", "the run's steps are being undone already");
            return;
        }
        new Finish(turn).end("cancelled", "cancelled", cancel.reason() == null ? "cancelled" : cancel.reason(), cancel.actor());
    }

    void retryFrom(RunCommand.RetryFrom retry) {
        if (!run.phase().ended()) {
            refuse(retry.id(), "run_is_going", "the run has not ended");
        } else if (retry.step() < 0 || retry.step() >= Math.max(1, run.nextStep())) {
            refuse(retry.id(), "unknown_step", "the run has no step " + retry.step());
        } else if (run.done().stream().anyMatch(step -> step.step() < retry.step() && run.undone().contains(step.step()))) {
            refuse(retry.id(), "step_was_undone", "a step before " + retry.step() + " was undone: begin with that one");
        } else {
            turn.tell((seq, now) -> new RunEvent.Rewound(retry.run(), seq, retry.step(), retry.actor(), now));
            new Schedule(turn).goOn();
        }
    }

    void approve(RunCommand.DecideApproval decision) {
        if (run.phase() != Phase.APPROVAL || run.approval() == null || run.approval().step() != decision.step()) {
            refuse(decision.id(), "not_waiting_for_approval", "the run does not wait for a decision about step " + decision.step());
            return;
        }
        turn.tell((seq, now) -> new RunEvent.ApprovalGiven(decision.run(), seq, decision.step(), decision.approved(), decision.actor(),
                decision.note(), now));
        if (decision.approved()) {
            new Schedule(turn).goOn();
        } else {
            new Finish(turn).end("cancelled", "approval_refused", "step " + decision.step() + " was not approved", decision.actor());
        }
    }

    void resolve(RunCommand.ResolveEffect resolution) {
        CurrentStep step = run.current();
        if (run.phase() != Phase.ATTENTION || step == null || step.step() != resolution.step()
                || !resolution.effect().equals(step.attention())) {
            refuse(resolution.id(), "not_waiting_for_effect", "the run does not wait for word of " + resolution.effect());
        } else if (resolution.happened() && resolution.outcome() == null) {
            refuse(resolution.id(), "outcome_missing", "an effect that happened has an outcome");
        } else {
            turn.tell((seq, now) -> new RunEvent.EffectResolved(resolution.run(), seq, resolution.step(), resolution.effect(),
                    resolution.happened(), resolution.outcome(), resolution.actor(), now));
            new Retry(turn).resolved();
        }
    }

    private boolean ended(String command) {
        if (run.phase().ended()) {
            refuse(command, "run_has_ended", "the run has ended");
            return true;
        }
        return false;
    }

    private void refuse(String command, String code, String message) {
        turn.tell((seq, now) -> new RunEvent.CommandRefused(run.started().run(), seq, command, code, message, now));
    }
}
