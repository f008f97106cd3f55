package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepReport;
import io.sluice.workflow.definition.Agent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What workers say. Of a step's success the first word counts, from whichever attempt; of a failure that of the attempt that
 * is waited for. An effect that must not be repeated is allowed once, and to the newest attempt only.
 */
final class StepTurn {

    private final RunTurn turn;
    private final @Nullable CurrentStep step;

    StepTurn(RunTurn turn) {
        this.turn = turn;
        this.step = turn.run().current();
    }

    void intend(RunCommand.IntendEffect intent) {
        if (waitedFor(intent.step(), intent.attempt()) && step != null && !step.outcomes().containsKey(intent.effect())
                && !step.intended().contains(intent.effect())) {
            turn.tell((seq, now) -> new RunEvent.EffectIntended(intent.run(), seq, intent.step(), intent.attempt(), intent.worker(),
                    intent.effect(), now));
        }
    }

    void record(RunCommand.RecordEffect effect) {
        if (step == null || step.step() != effect.step() || step.outcomes().containsKey(effect.effect())
                || effect.outcome().length() > turn.context().rules().effectCharsMax()) {
            return;
        }
        turn.tell((seq, now) -> new RunEvent.EffectRecorded(effect.run(), seq, effect.step(), effect.attempt(), effect.effect(),
                effect.outcome(), effect.use(), now));
        new Retry(turn).resolved();
    }

    void report(RunCommand.ReportStep report) {
        if (step == null || step.step() != report.step()) {
            return;
        }
        switch (report.report()) {
            case StepReport.Succeeded done -> succeed(step, report, done);
            case StepReport.Failed failed when waitedFor(report.step(), report.attempt()) ->
                    fail(failed.code(), failed.message(), failed.retryable(), failed.uses());
            case StepReport.Unknown unknown when waitedFor(report.step(), report.attempt()) -> {
                List<CallUse> due = Charges.due(step, unknown.uses());
                Spending spending = charge(step, due, false);
                turn.tell((seq, now) -> new RunEvent.AttentionNeeded(report.run(), seq, report.step(), report.attempt(), step.agent(),
                        unknown.effect(), unknown.message(), due, spending, now));
            }
            default -> { }
        }
    }

    private void succeed(CurrentStep current, RunCommand.ReportStep report, StepReport.Succeeded done) {
        Agent agent = turn.context().workflow().agents().get(current.agent());
        List<CallUse> due = Charges.due(current, done.uses());
        Spending spending = charge(current, due, true);
        turn.tell((seq, now) -> new RunEvent.StepCompleted(report.run(), seq, report.step(), report.attempt(), current.agent(),
                agent.output().role().name().toLowerCase(Locale.ROOT), done.text(), done.output(), done.suggestion(), done.verdict(),
                due, spending, now));
        if (current.undoes() != null) {
            new Finish(turn).goOn();
        } else {
            new Schedule(turn).goOn();
        }
    }

    /** The attempt that is waited for failed: another one, or the run ends. */
    void fail(String code, String message, boolean retryable, List<CallUse> uses) {
        if (step == null) {
            return;
        }
        if (retryable && step.failures() + 1 < turn.context().workflow().agents().get(step.agent()).effort().attempts()) {
            Instant retryAt = turn.context().now().plus(backOff(step));
            List<CallUse> due = Charges.due(step, uses);
            Spending spending = charge(step, due, false);
            turn.tell((seq, now) -> new RunEvent.StepFailed(turn.run().started().run(), seq, step.step(), step.attempt(), step.agent(), code,
                    message, retryAt, due, spending, now));
            return;
        }
        giveUp(code, message, uses);
        if (step.undoes() != null) {
            new Finish(turn).goOn();
        } else {
            new Finish(turn).end("failed", code, message, null);
        }
    }

    /** The step, where there is one, comes to nothing; what it used is paid. */
    void giveUp(String code, String message, List<CallUse> told) {
        if (step != null) {
            List<CallUse> due = Charges.due(step, told);
            Spending spending = Charges.inVain(step, due, turn.context().workflow().prices(), turn.context().now());
            turn.tell((seq, now) -> new RunEvent.StepFailed(turn.run().started().run(), seq, step.step(), step.attempt(), step.agent(), code, message,
                    null, due, spending, now));
        }
    }

    /** Between the half and the whole, so that runs that failed together don't come again together. */
    private Duration backOff(CurrentStep failed) {
        RunRules rules = turn.context().rules();
        double whole = Math.min(rules.backOffMax().toMillis(), rules.backOff().toMillis() * Math.pow(2, failed.failures()));
        double random = new SplittableRandom(Schedule.seed(turn.run().started().seed(), failed.step()) + failed.attempt()).nextDouble();
        return Duration.ofMillis((long) (whole * (0.5 + 0.5 * random)));
    }

    private Spending charge(CurrentStep current, List<CallUse> due, boolean last) {
        return Charges.of(current, due, turn.context().workflow().prices(), last, turn.context().now());
    }

    private boolean waitedFor(int number, int attempt) {
        return step != null && turn.run().phase() == Phase.STEP && step.step() == number && step.attempt() == attempt;
    }
}
