package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What alarms lead to. Whether an alarm is still meant is told by the run: one for something that is over does nothing. */
final class AlarmTurn {

    /** Of seconds as doubles. */
    private static final double ROUNDING = 1e-6;

    private final RunTurn turn;
    private final RunState run;
    private final @Nullable CurrentStep step;

    AlarmTurn(RunTurn turn) {
        this.turn = turn;
        this.run = turn.run();
        this.step = run.current();
    }

    void woken(String alarm) {
        if (step != null && run.phase() == Phase.STEP && alarm.equals(Alarms.lease(step.step(), step.attempt()))) {
            lost(step);
        } else if (step != null && run.phase() == Phase.STEP && alarm.equals(Alarms.deadline(step))) {
            new StepTurn(turn).fail("step_timed_out", "the step took longer than its agent may", true, List.of());
        } else if (step != null && run.phase() == Phase.RETRYING && !run.paused() && alarm.equals(Alarms.retry(step))) {
            new Retry(turn).begin("failed");
        } else if (run.approval() != null && run.phase() == Phase.APPROVAL && !run.paused() && alarm.equals(Alarms.approval(run.approval()))) {
            nobodyDecided(run.approval());
        } else if (alarm.equals(Alarms.WALL) && run.ending() == null && !run.phase().ended() && !run.paused()
                && run.activeSeconds(turn.context().now()) >= run.started().seconds() - ROUNDING) {
            new Finish(turn).complete("limit_seconds", null, null);
        } else if (alarm.equals(Alarms.OPEN) && run.ending() == null && !run.phase().ended()) {
            new Finish(turn).end("failed", "open_too_long", "the run had not ended " + turn.context().rules().open().toDays()
                    + " days after its start", null);
        } else if (alarm.equals(Alarms.OPEN_STILL) && run.ending() != null && !run.phase().ended()) {
            new Finish(turn).giveUp();
        }
    }

    /** A step that a worker lost is no failure of its agent. */
    private void lost(CurrentStep lost) {
        if (lost.losses() < turn.context().rules().lossesMax()) {
            new Retry(turn).begin("lost");
        } else {
            new StepTurn(turn).fail("step_lost", "workers lost the step " + (lost.losses() + 1) + " times", false, List.of());
        }
    }

    private void nobodyDecided(Approval approval) {
        turn.tell((seq, now) -> new RunEvent.ApprovalTimedOut(run.started().run(), seq, approval.step(), approval.proceeds(), now));
        if (approval.proceeds()) {
            new Schedule(turn).goOn();
        } else {
            new Finish(turn).end("cancelled", "approval_timed_out", "nobody decided in time", null);
        }
    }
}
