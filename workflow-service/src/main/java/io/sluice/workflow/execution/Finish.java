package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.RunSaving;
import io.sluice.contracts.workflow.StepDecision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How runs end. One that completes keeps what it did; of one that fails or is cancelled every step that can be undone is, the
 * last one first. What a step did that was not done yet is not undone: nobody knows what it was.
 */
final class Finish {

    private static final String FAILED = "failed";

    private final RunTurn turn;

    Finish(RunTurn turn) {
        this.turn = turn;
    }

    void complete(String reason, @Nullable String detail, @Nullable StepDecision decision) {
        new StepTurn(turn).giveUp(reason, "the run ended before the step did", List.of());
        RunState run = turn.run();
        RunSaving saving = turn.context().policy().saving(run.started().taskClass(), Schedule.progress(run));
        turn.tell((seq, now) -> new RunEvent.Completed(run.started().run(), seq, run.answer(), Decisions.told(run.verdict()), reason, detail,
                decision, run.spending(), saving, now));
    }

    /**
     * Undoes the next step, or ends the run when nothing is left to be undone. A step that is being done comes to nothing and is paid.
     *
     * @param ending {@code failed} or {@code cancelled}
     */
    void end(String ending, String code, String message, @Nullable String actor) {
        new StepTurn(turn).giveUp(code, message, List.of());
        RunState run = turn.run();
        String id = run.started().run();
        for (DoneStep step : run.done().reversed()) {
            String undoer = turn.context().workflow().agents().get(step.agent()).compensatedBy();
            if (undoer != null && !run.undone().contains(step.step())) {
                turn.tell((seq, now) -> new RunEvent.CompensationScheduled(id, seq, run.nextStep(), undoer, step.step(), ending, code, message,
                        actor, now.plus(Schedule.duration(turn.context().workflow().agents().get(undoer).effort().seconds())), now));
                return;
            }
        }
        last(ending, code, run.undoFailures() == 0 ? message : message + " (" + run.undoFailures() + " steps could not be undone)", actor);
    }

    private void last(String ending, String code, String told, @Nullable String actor) {
        RunState run = turn.run();
        String id = run.started().run();
        if (ending.equals(FAILED)) {
            turn.tell((seq, now) -> new RunEvent.Failed(id, seq, code, told, run.spending(), now));
        } else {
            turn.tell((seq, now) -> new RunEvent.Cancelled(id, seq, actor == null ? "nobody" : actor, told, run.spending(), now));
        }
    }

    /** What is not undone by now stays as it is. */
    void giveUp() {
        Ending ending = turn.run().ending();
        if (ending != null) {
            new StepTurn(turn).giveUp(ending.code(), "nobody waits for it any more", List.of());
            RunState run = turn.run();
            long left = run.undoFailures() + run.done().stream().filter(step -> !run.undone().contains(step.step())
                    && turn.context().workflow().agents().get(step.agent()).compensatedBy() != null).count();
            last(ending.kind(), ending.code(), ending.message() + " (" + left + " steps were not undone)", ending.actor());
        }
    }

    /** After a step that undid another. */
    void goOn() {
        Ending ending = turn.run().ending();
        if (ending != null) {
            end(ending.kind(), ending.code(), ending.message() == null ? "" : ending.message(), ending.actor());
        }
    }
}
