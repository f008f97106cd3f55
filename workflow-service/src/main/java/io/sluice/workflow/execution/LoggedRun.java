package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepDecision;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.stopping.Progress;
import io.sluice.workflow.scheduling.stopping.Stopping;
import io.sluice.workflow.scheduling.stopping.StoppingRules;
import io.sluice.workflow.scheduling.value.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as its events tell it, for whoever judges schedulers by it. It ends where it ended the first time: what a person had it do again
 * was nobody's choice. Its class of task has the number that its decisions saw, so the episode has no sketch.
 *
 * @param version of the workflow
 * @param episode as it was, or as it would have been ended by other rules
 * @param solved  whether it solved its task, as it was; absent: nobody knows, and the episode does not tell either
 * @param price   of all its steps, as it was
 */
public record LoggedRun(int version, Instant endedAt, Episode episode, @Nullable Boolean solved, double price) {

    /**
     * What a logged run is held against.
     *
     * @param prices   in which its steps are priced; null: as they were
     * @param costLimit of a run
     * @param verified whether the workflow has a verifier: without one nobody knows whether a run solved its task
     * @param stopped   whose stopping rules the run is held against; null: those that it had
     */
    public record Terms(Workflow.@Nullable Prices prices, double costLimit, boolean verified, @Nullable Workflow stopped) {

        private double cost(Spending used) {
            return prices == null ? used.cost() : prices.of(used.promptTokens(), used.completionTokens(), used.cpuSeconds());
        }

        private double price(Spending used) {
            return prices == null ? used.price() : cost(used) + used.seconds() * prices.second();
        }
    }

    /** @return empty: the run has not ended, or nothing was decided in it */
    public static Optional<LoggedRun> of(List<RunEvent> history, Terms terms) {
        RunState run = null;
        RunEvent.@Nullable StepScheduled open = null;
        for (RunEvent event : history) {
            run = RunState.after(run, event);
            if (event instanceof RunEvent.StepScheduled step) {
                open = step;
            } else if (event instanceof RunEvent.StepCompleted step && open != null && step.step() == open.step()) {
                open = null;
            }
            if (run.phase().ended()) {
                return of(run, open == null ? null : open.decision(), terms);
            }
        }
        return Optional.empty();
    }

    /** @param open the decision that led to the step that the run failed at */
    private static Optional<LoggedRun> of(RunState run, @Nullable StepDecision open, Terms terms) {
        List<Episode.Decision> decisions = new ArrayList<>();
        double cost = 0;
        for (DoneStep step : run.done()) {
            decisions.add(decision(step.decision(), run, decisions.size(), cost, terms.price(step.spending()), terms));
            cost += terms.cost(step.spending());
        }
        Ending ending = Objects.requireNonNull(run.ending());
        StepDecision last = ending.decision() == null ? open : ending.decision();
        if (last != null) {
            double price = run.phase() != Phase.FAILED && run.broken() != null ? terms.price(run.broken().spending()) : 0;
            decisions.add(decision(last, run, decisions.size(), cost, price, terms));
        }
        if (decisions.isEmpty()) {
            return Optional.empty();
        }
        unpaid(run, decisions, terms);
        Boolean solved = solved(run, ending, terms);
        boolean broken = ending.decision() == null && open != null;
        LoggedRun logged = logged(run, solved, new Episode(run.started().run(), run.started().taskClass(), null, run.verdict(), solved, broken,
                List.copyOf(decisions)));
        return Optional.of(terms.stopped() == null ? logged : stopped(run, logged, terms.stopped()));
    }

    /**
     * As other rules would have ended it. Where they end it earlier, what it came to by then is known. Where it was ended by a rule that is
     * none of them, the log ended it for sure, and what would have followed it can't tell.
     */
    private static LoggedRun stopped(RunState run, LoggedRun logged, Workflow workflow) {
        Stopping rules = StoppingRules.of(workflow, Values.EMPTY);
        Episode whole = logged.episode();
        List<Episode.Decision> decisions = whole.decisions();
        List<Progress.Step> steps = Schedule.progress(run).steps();
        Situation end = end(run, workflow);
        for (int done = 1; done <= steps.size(); done++) {
            Situation situation = done < decisions.size() ? decisions.get(done).situation() : end;
            if (rules.ask(new Progress(steps.subList(0, done)), situation).isPresent()) {
                Verdict verdict = steps.get(done - 1).verdict();
                return logged.as(new Episode(whole.run(), whole.taskClass(), null, verdict, whole.solved() == null ? null : verdict == Verdict.PASS,
                        false, decisions.subList(0, done)));
            }
        }
        boolean couldGoOn = !end.offered().isEmpty() && new Limits(run, workflow).reached(run.changedAt()).isEmpty();
        if (run.phase() != Phase.COMPLETED || !StoppingRules.knobs().containsKey(Objects.requireNonNull(run.ending()).code()) || !couldGoOn) {
            return logged;
        }
        List<Episode.Decision> more = new ArrayList<>(decisions);
        more.add(new Episode.Decision(end, new Choice(null, 1.0, Map.of(Choice.STOP, 1.0), "rule"), 0));
        return logged.as(new Episode(whole.run(), whole.taskClass(), null, whole.verdict(), whole.solved(), whole.broken(), more));
    }

    private LoggedRun as(Episode other) {
        return new LoggedRun(version, endedAt, other, solved, price);
    }

    /** In which the scheduler would have chosen, had no rule ended the run. */
    private static Situation end(RunState run, Workflow workflow) {
        Limits limits = new Limits(run, workflow);
        String suggestion = run.last().map(DoneStep::suggestion).filter(limits.offered()::contains).orElse(null);
        return new Situation(run.started().taskClass(), run.last().map(DoneStep::agent).orElse(null), run.verdict(), limits.stepsLeft(),
                limits.costLeft(), run.executed(), limits.offered(), !run.done().isEmpty(), suggestion);
    }

    private static LoggedRun logged(RunState run, @Nullable Boolean solved, Episode episode) {
        return new LoggedRun(run.started().version(), run.changedAt(), episode, solved,
                episode.decisions().stream().mapToDouble(Episode.Decision::price).sum());
    }

    /** What attempts without success and steps that undo others cost followed from the last decision. */
    private static void unpaid(RunState run, List<Episode.Decision> decisions, Terms terms) {
        double steps = run.done().stream().mapToDouble(step -> terms.price(step.spending())).sum();
        double rest = terms.price(run.spending()) - steps;
        Episode.Decision last = decisions.getLast();
        if (run.phase() == Phase.FAILED && rest > 0) {
            decisions.set(decisions.size() - 1, new Episode.Decision(last.situation(), last.choice(), last.price() + rest));
        }
    }

    private static @Nullable Boolean solved(RunState run, Ending ending, Terms terms) {
        if (!terms.verified() || run.phase() == Phase.CANCELLED || Faults.nobodysChoice(ending.code())) {
            return null;
        }
        return run.phase() == Phase.COMPLETED && run.verdict() == Verdict.PASS;
    }

    private static Episode.Decision decision(StepDecision told, RunState run, int place, double cost, double price, Terms terms) {
        StepDecision whole = told.after(run.executed().subList(0, place));
        double left = terms.prices() == null ? whole.costLeft() : Math.clamp((terms.costLimit() - cost) / terms.costLimit(), 0, 1);
        return new Episode.Decision(Decisions.situation(whole.withCostLeft(left)), Decisions.choice(whole), price);
    }
}
