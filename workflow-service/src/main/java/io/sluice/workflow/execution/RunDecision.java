package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run makes of a command or an alarm. Pure: no clock, no broker, no randomness but of the run's seed; the same state,
 * input and context make the same events. What comes twice, late or out of turn makes none.
 */
public final class RunDecision {

    private RunDecision() {
    }

    /** @return the events, numbered on from the state */
    public static List<RunEvent> of(@Nullable RunState state, RunInput input, RunContext context) {
        RunTurn turn = new RunTurn(state, context);
        switch (input) {
            case RunInput.Commanded(RunCommand.Start start) -> start(turn, start);
            case RunInput.Commanded(RunCommand.Wake wake) when turn.begun() -> new AlarmTurn(turn).woken(wake.alarm());
            case RunInput.Commanded(RunCommand command) when turn.begun() -> command(turn, command);
            case RunInput.Woken(String alarm) when turn.begun() -> new AlarmTurn(turn).woken(alarm);
            default -> { }
        }
        return turn.events();
    }

    private static void start(RunTurn turn, RunCommand.Start start) {
        if (turn.begun()) {
            return;
        }
        RunContext context = turn.context();
        int taskClass = context.policy().taskClass(start.inputs());
        turn.tell((seq, now) -> new RunEvent.Started(start.run(), seq, start.tenant(), start.team(), start.actor(), start.workflow(),
                start.version(), start.digest(), start.inputs(), start.seed(), taskClass, context.workflow().limits().cost(),
                context.workflow().limits().seconds(), start.requestHash(), start.traceparent(), now));
        new Schedule(turn).goOn();
    }

    private static void command(RunTurn turn, RunCommand command) {
        switch (command) {
            case RunCommand.Start again -> { }
            case RunCommand.BudgetAnswer answer -> budget(turn, answer);
            case RunCommand.Pause pause -> new PersonTurn(turn).wanted(pause);
            case RunCommand.Resume resume -> new PersonTurn(turn).wanted(resume);
            case RunCommand.Cancel cancel -> new PersonTurn(turn).wanted(cancel);
            case RunCommand.RetryFrom retry -> new PersonTurn(turn).wanted(retry);
            case RunCommand.DecideApproval decision -> new PersonTurn(turn).wanted(decision);
            case RunCommand.ResolveEffect resolution -> new PersonTurn(turn).wanted(resolution);
            case RunCommand.Heartbeat alive -> { }
            case RunCommand.Wake wake -> { }
            case RunCommand.IntendEffect intent -> new StepTurn(turn).intend(intent);
            case RunCommand.RecordEffect effect -> new StepTurn(turn).record(effect);
            case RunCommand.ReportStep report -> new StepTurn(turn).report(report);
        }
    }

    private static void budget(RunTurn turn, RunCommand.BudgetAnswer answer) {
        RunState run = turn.run();
        if (run.phase() != Phase.RESERVING || answer.epoch() != run.epoch()) {
            return;
        }
        if (answer.accepted()) {
            turn.tell((seq, now) -> new RunEvent.BudgetHeld(answer.run(), seq, answer.team(),
                    run.started().costLimit() - run.costBefore(), now));
            new Schedule(turn).goOn();
        } else {
            String message = answer.message() == null ? "the team's budget has no room for the run" : answer.message();
            new Finish(turn).end("failed", "budget_refused", message, null);
        }
    }

    /** What is to be kept of the run would not fit into a record any more: it fails, and its steps are undone. */
    public static List<RunEvent> tooLarge(RunState state, RunContext context) {
        RunTurn turn = new RunTurn(state, context);
        new Finish(turn).end("failed", "run_too_large", "outputs and outcomes are longer than a run may keep", null);
        return turn.events();
    }

    /** A worker lives: until when nobody needs to hear of it again; absent: it has not got the step any more. */
    public static @Nullable Instant leaseUntil(@Nullable RunState run, RunCommand.Heartbeat alive, RunContext context) {
        if (run == null || run.phase() != Phase.STEP || run.current() == null || run.current().step() != alive.step()
                || run.current().attempt() != alive.attempt()) {
            return null;
        }
        return context.now().plus(context.rules().lease());
    }
}
