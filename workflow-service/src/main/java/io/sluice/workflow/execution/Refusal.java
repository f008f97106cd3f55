package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunCommand;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a run does not do what a person wants: told by its state, the command and the time alone, so that whoever knows the state can
 * answer without asking the run.
 *
 * @param code stable, snake_case
 */
public record Refusal(String code, String message) {

    /** So many are told by a run's events, so that nobody makes its history grow by asking; further ones are told by its state. */
    public static final int TOLD_MAX = 100;

    /** Absent: it would be done, or it is none that is ever refused. */
    public static @Nullable Refusal of(RunState run, RunCommand command, Instant now, RunRules rules) {
        return switch (command) {
            case RunCommand.RetryFrom retry -> ofRetry(run, retry, now, rules);
            case RunCommand.DecideApproval decision -> run.phase() == Phase.APPROVAL && run.approval() != null
                    && run.approval().step() == decision.step() ? null
                    : new Refusal("not_waiting_for_approval", "the run does not wait for a decision about step " + decision.step());
            case RunCommand.ResolveEffect resolution -> ofResolution(run, resolution);
            case RunCommand.Pause pause when run.phase().ended() -> ended();
            case RunCommand.Resume resume when run.phase().ended() -> ended();
            case RunCommand.Cancel cancel when run.phase().ended() -> ended();
            case RunCommand.Pause pause when run.paused() -> new Refusal("run_is_paused", "the run is paused already");
            case RunCommand.Resume resume when !run.paused() -> new Refusal("run_is_not_paused", "the run is not paused");
            case RunCommand.Cancel cancel when run.ending() != null -> new Refusal("run_is_ending", "the run's steps are being undone already");
            default -> null;
        };
    }

    /** Whether the run's events tell of refusals no more: what its state says is all there will be. */
    public static boolean toldByState(RunState run) {
        return run.phase().ended() || run.refused() >= TOLD_MAX;
    }

    private static Refusal ended() {
        return new Refusal("run_has_ended", "the run has ended");
    }

    private static @Nullable Refusal ofRetry(RunState run, RunCommand.RetryFrom retry, Instant now, RunRules rules) {
        if (!run.phase().ended()) {
            return new Refusal("run_is_going", "the run has not ended");
        }
        if (retry.step() < 0 || retry.step() >= Math.max(1, run.nextStep())) {
            return new Refusal("unknown_step", "the run has no step " + retry.step());
        }
        if (run.done().stream().anyMatch(step -> step.step() < retry.step() && run.undone().contains(step.step()))) {
            return new Refusal("step_was_undone", "a step before " + retry.step() + " was undone: begin with that one");
        }
        return now.isBefore(run.started().at().plus(rules.open())) ? null
                : new Refusal("run_too_old", "the run began more than " + rules.open().toDays() + " days ago: begin another one");
    }

    private static @Nullable Refusal ofResolution(RunState run, RunCommand.ResolveEffect resolution) {
        CurrentStep step = run.current();
        if (run.phase() != Phase.ATTENTION || step == null || step.step() != resolution.step()
                || !resolution.effect().equals(step.attention())) {
            return new Refusal("not_waiting_for_effect", "the run does not wait for word of " + resolution.effect());
        }
        return resolution.happened() && resolution.outcome() == null
                ? new Refusal("outcome_missing", "an effect that happened has an outcome") : null;
    }
}
