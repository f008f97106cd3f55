package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepDecision;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as its events tell it, for whoever judges schedulers by it. It ends where it ended the first time: what a person had it do again
 * was nobody's choice. Its class of task has the number that its decisions saw, so the episode has no sketch.
 *
 * @param version of the workflow
 */
public record LoggedRun(int version, Instant endedAt, Episode episode) {

    /**
     * What a logged run is held against.
     *
     * @param prices   in which its steps are priced; null: as they were
     * @param costLimit of a run
     * @param verified whether the workflow has a verifier: without one nobody knows whether a run solved its task
     */
    public record Terms(Workflow.@Nullable Prices prices, double costLimit, boolean verified) {

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
        return Optional.of(new LoggedRun(run.started().version(), run.changedAt(), new Episode(run.started().run(), run.started().taskClass(), null,
                run.verdict(), solved(run, ending, terms), ending.decision() == null && open != null, decisions)));
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
