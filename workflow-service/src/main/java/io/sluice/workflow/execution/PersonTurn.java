package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;

/** What people want of a run: done, or refused with a reason ({@link Refusal}). */
final class PersonTurn {

    private final RunTurn turn;
    private final RunState run;

    PersonTurn(RunTurn turn) {
        this.turn = turn;
        this.run = turn.run();
    }

    void wanted(RunCommand command) {
        Refusal refusal = Refusal.of(run, command, turn.context().now(), turn.context().rules());
        if (refusal != null) {
            if (!Refusal.toldByState(run)) {
                turn.tell((seq, now) -> new RunEvent.CommandRefused(command.run(), seq, id(command), refusal.code(), refusal.message(), now));
            }
            return;
        }
        switch (command) {
            case RunCommand.Pause pause -> turn.tell((seq, now) -> new RunEvent.Paused(pause.run(), seq, pause.actor(), now));
            case RunCommand.Resume resume -> resume(resume);
            case RunCommand.Cancel cancel -> new Finish(turn).end("cancelled", "cancelled",
                    cancel.reason() == null ? "cancelled" : cancel.reason(), cancel.actor());
            case RunCommand.RetryFrom retry -> retryFrom(retry);
            case RunCommand.DecideApproval decision -> approve(decision);
            case RunCommand.ResolveEffect resolution -> resolve(resolution);
            default -> throw new IllegalArgumentException(command.type() + " is nothing that a person wants");
        }
    }

    private void resume(RunCommand.Resume resume) {
        turn.tell((seq, now) -> new RunEvent.Resumed(resume.run(), seq, resume.actor(), now));
        new Retry(turn).resolved();
        if (turn.run().ending() == null) {
            new Schedule(turn).goOn();
        }
    }

    private void retryFrom(RunCommand.RetryFrom retry) {
        turn.tell((seq, now) -> new RunEvent.Rewound(retry.run(), seq, retry.step(), retry.actor(), now));
        new Schedule(turn).goOn();
    }

    private void approve(RunCommand.DecideApproval decision) {
        turn.tell((seq, now) -> new RunEvent.ApprovalGiven(decision.run(), seq, decision.step(), decision.approved(), decision.actor(),
                decision.note(), now));
        if (decision.approved()) {
            new Schedule(turn).goOn();
        } else {
            new Finish(turn).end("cancelled", "approval_refused", "step " + decision.step() + " was not approved", decision.actor());
        }
    }

    private void resolve(RunCommand.ResolveEffect resolution) {
        turn.tell((seq, now) -> new RunEvent.EffectResolved(resolution.run(), seq, resolution.step(), resolution.effect(),
                resolution.happened(), resolution.outcome(), resolution.actor(), now));
        new Retry(turn).resolved();
    }

    private static String id(RunCommand command) {
        return switch (command) {
            case RunCommand.Pause pause -> pause.id();
            case RunCommand.Resume resume -> resume.id();
            case RunCommand.Cancel cancel -> cancel.id();
            case RunCommand.RetryFrom retry -> retry.id();
            case RunCommand.DecideApproval decision -> decision.id();
            case RunCommand.ResolveEffect resolution -> resolution.id();
            default -> throw new IllegalArgumentException(command.type() + " has no identity");
        };
    }
}
