package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.StepDecision;
import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.evaluation.Shadow;
import io.sluice.workflow.scheduling.stopping.Progress;
import io.sluice.workflow.scheduling.stopping.Stopping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What comes after a step: limits, stopping rules in their order, then the scheduler among those whom the last agent allows
 * and what is left affords, then a person where one has to be asked.
 */
final class Schedule {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long OF_THE_SHADOW = 0x5AD0_5AD0_5AD0_5AD0L;

    private final RunTurn turn;
    private final RunContext context;
    private final Workflow workflow;

    Schedule(RunTurn turn) {
        this.turn = turn;
        this.context = turn.context();
        this.workflow = context.workflow();
    }

    /** Does nothing where the run is not between two steps. */
    void goOn() {
        RunState run = turn.run();
        if (run.phase() != Phase.READY || run.paused()) {
            return;
        }
        if (run.approval() != null && run.approval().given()) {
            Approval approval = run.approval();
            schedule(approval.step(), approval.agent(), approval.decision().after(run.executed()));
            return;
        }
        Finish finish = new Finish(turn);
        Limits limits = new Limits(run, workflow);
        Optional<String> reached = limits.reached(context.now());
        if (reached.isPresent()) {
            finish.complete(reached.get(), null, null);
            return;
        }
        List<String> offered = limits.offered();
        Situation situation = situation(run, limits, offered);
        if (!run.done().isEmpty()) {
            Optional<Stopping.Stop> stop = context.policy().stop(progress(run), situation);
            if (stop.isPresent()) {
                finish.complete(stop.get().rule(), stop.get().detail(), null);
                return;
            }
        }
        if (offered.isEmpty()) {
            finish.complete("no_agent_fits", "what is left of the limits affords nobody who may follow", null);
            return;
        }
        choose(run, situation, finish);
    }

    private void choose(RunState run, Situation situation, Finish finish) {
        long seed = seed(run.started().seed(), run.nextStep());
        Choice choice = context.policy().next(situation, new SplittableRandom(seed));
        Shadow.Opinion shadow = context.policy().shadow(choice, situation, new SplittableRandom(seed ^ OF_THE_SHADOW));
        StepDecision decision = Decisions.told(situation, choice, context.policy().version(), shadow);
        String agent = choice.agent();
        if (agent == null) {
            finish.complete("scheduler", choice.reason(), decision);
        } else if (!situation.offered().contains(agent)) {
            finish.end("failed", "scheduler_fault", "the scheduler chose " + agent + ", who was not offered", null);
        } else {
            int step = run.nextStep();
            Optional<Workflow.ApprovalPoint> asks = workflow.approvals().stream().filter(point -> point.before().equals(agent)).findFirst();
            if (asks.isPresent()) {
                Workflow.ApprovalPoint point = asks.get();
                turn.tell((seq, now) -> new RunEvent.ApprovalRequested(run.started().run(), seq, step, agent, decision,
                        now.plus(duration(point.seconds())), point.proceedsOnTimeout(), now));
            } else {
                schedule(step, agent, decision);
            }
        }
    }

    private void schedule(int step, String agent, StepDecision decision) {
        turn.tell((seq, now) -> new RunEvent.StepScheduled(turn.run().started().run(), seq, step, agent, decision, deadline(agent), now));
    }

    /** Of an attempt: the agent's own limit, and what is left of the run's. */
    Instant deadline(String agent) {
        RunState run = turn.run();
        double seconds = workflow.agents().get(agent).effort().seconds();
        if (run.ending() == null) {
            seconds = Math.min(seconds, run.started().seconds() - run.activeSeconds(context.now()));
        }
        return context.now().plus(duration(Math.max(0, seconds)));
    }

    private static Situation situation(RunState run, Limits limits, List<String> offered) {
        DoneStep last = run.last().orElse(null);
        String suggestion = last == null || last.suggestion() == null || !offered.contains(last.suggestion()) ? null : last.suggestion();
        return new Situation(run.started().taskClass(), last == null ? null : last.agent(), run.verdict(), limits.stepsLeft(),
                limits.costLeft(), run.executed(), offered, last != null, suggestion);
    }

    /** A run as stopping rules see it. */
    static Progress progress(RunState run) {
        List<Progress.Step> steps = new ArrayList<>();
        Verdict verdict = Verdict.NONE;
        for (DoneStep step : run.done()) {
            if (step.verdict() != null) {
                verdict = Decisions.verdict(step.verdict());
            } else if (step.role().equals("answer") && step.output() != null) {
                verdict = Verdict.NONE;
            }
            steps.add(new Progress.Step(step.agent(), Agent.Output.Role.valueOf(step.role().toUpperCase(Locale.ROOT)), step.output(), verdict,
                    step.spending().price()));
        }
        return new Progress(steps);
    }

    static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** Of everything random in a step. */
    static long seed(long run, int step) {
        return new SplittableRandom(run + (step + 1) * GOLDEN_GAMMA).nextLong();
    }
}
