package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunEvent;

/** The next attempt at a step. */
final class Retry {

    private final RunTurn turn;

    Retry(RunTurn turn) {
        this.turn = turn;
    }

    /** A step whose effect became known is done again, unless the run is paused. */
    void resolved() {
        RunState run = turn.run();
        CurrentStep step = run.current();
        if (run.phase() == Phase.RETRYING && !run.paused() && step != null && step.retryAt() != null
                && !turn.context().now().isBefore(step.retryAt())) {
            begin("resolved");
        }
    }

    void begin(String reason) {
        CurrentStep step = turn.run().current();
        if (step != null) {
            turn.tell((seq, now) -> new RunEvent.StepRetried(turn.run().started().run(), seq, step.step(), step.attempt() + 1, step.agent(),
                    reason, new Schedule(turn).deadline(step.agent()), now));
        }
    }
}
