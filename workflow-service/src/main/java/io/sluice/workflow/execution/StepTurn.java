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
                effect.outcome(), now));
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
                Spending spending = charge(step, unknown.uses(), false);
                turn.tell((seq, now) -> new RunEvent.AttentionNeeded(report.run(), seq, report.step(), report.attempt(), step.agent(),
                        unknown.effect(), unknown.message(), unknown.uses(), spending, now));
            }
            default -> { }
        }
    }

    private void succeed(CurrentStep current, RunCommand.ReportStep report, StepReport.Succeeded done) {
        Agent agent = turn.context().workflow().agents().get(current.agent());
        Spending spending = charge(current, done.uses(), true);
        turn.tell((seq, now) -> new RunEvent.StepCompleted(report.run(), seq, report.step(), report.attempt(), current.agent(),
                agent.output().role().name().toLowerCase(Locale.ROOT), done.text(), done.output(), done.suggestion(), done.verdict(),
                done.uses(), spending, now));
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
        boolean again = retryable && step.failures() + 1 < turn.context().workflow().agents().get(step.agent()).effort().attempts();
        Instant retryAt = again ? turn.context().now().plus(backOff(step)) : null;
        Spending spending = charge(step, uses, !again);
        turn.tell((seq, now) -> new RunEvent.StepFailed(turn.run().started().run(), seq, step.step(), step.attempt(), step.agent(), code, message,
                retryAt, uses, again ? spending : notDone(spending), now));
        if (again) {
            return;
        }
        if (step.undoes() != null) {
            new Finish(turn).goOn();
        } else {
            new Finish(turn).end("failed", code, message, null);
        }
    }

    /** Between the half and the whole, so that runs that failed together don't come again together. */
    private Duration backOff(CurrentStep failed) {
        RunRules rules = turn.context().rules();
        double whole = Math.min(rules.backOffMax().toMillis(), rules.backOff().toMillis() * Math.pow(2, failed.failures()));
        double random = new SplittableRandom(Schedule.seed(turn.run().started().seed(), failed.step()) + failed.attempt()).nextDouble();
        return Duration.ofMillis((long) (whole * (0.5 + 0.5 * random)));
    }

    private Spending charge(CurrentStep current, List<CallUse> uses, boolean last) {
        return Charges.of(current, uses, turn.context().workflow().prices(), last, turn.context().now());
    }

    private static Spending notDone(Spending all) {
        return new Spending(0, all.promptTokens(), all.completionTokens(), all.cpuSeconds(), all.cost(), all.price(), all.seconds());
    }

    private boolean waitedFor(int number, int attempt) {
        return step != null && turn.run().phase() == Phase.STEP && step.step() == number && step.attempt() == attempt;
    }
}
