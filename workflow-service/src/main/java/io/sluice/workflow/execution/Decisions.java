package io.sluice.workflow.execution;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.workflow.StepDecision;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.evaluation.Shadow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decisions as they travel, and as schedulers see them. */
public final class Decisions {

    private Decisions() {
    }

    /** @param shadow absent: none was asked, or it could not say */
    public static StepDecision told(Situation situation, Choice choice, int policyVersion, Shadow.@Nullable Opinion shadow) {
        return new StepDecision(choice.agent(), choice.propensity(), choice.probabilities(), choice.reason(), policyVersion,
                situation.taskClass(), situation.last(), told(situation.verdict()), situation.stepsLeft(), situation.costLeft(),
                situation.executed(), situation.offered(), situation.mayStop(), situation.suggestion(),
                shadow == null ? null : new StepDecision.Shadow(shadow.kind(), shadow.agent(), shadow.agrees()));
    }

    public static String told(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    public static Verdict verdict(String told) {
        return Verdict.valueOf(told.toUpperCase(Locale.ROOT));
    }

    public static Situation situation(StepDecision told) {
        return new Situation(told.taskClass(), told.last(), verdict(told.verdict()), told.stepsLeft(),
                told.costLeft(), told.executed(), told.offered(), told.mayStop(), told.suggestion());
    }

    public static Choice choice(StepDecision told) {
        return new Choice(told.agent(), told.propensity(), told.probabilities(), told.reason());
    }

    public static Episode episode(DefinitionCommand.Learn learn) {
        return new Episode(learn.run(), learn.taskClass(), learn.sketch(), verdict(learn.verdict()), learn.solved(),
                Boolean.TRUE.equals(learn.broken()), learn.decisions().stream()
                .map(taken -> new Episode.Decision(situation(taken.decision()), choice(taken.decision()), taken.price())).toList());
    }

    /**
     * The decisions of a run's steps that count, and the last: the one that ended it, where the scheduler did, or led to the step with which
     * it ended. A run's state leaves out who was executed before: it follows from the steps. What it cost to undo the steps of a failed run
     * followed from its last decision.
     */
    static List<DefinitionCommand.Taken> taken(RunState run) {
        List<DefinitionCommand.Taken> all = new ArrayList<>();
        List<String> executed = run.executed();
        double price = 0;
        for (int i = 0; i < executed.size(); i++) {
            DoneStep step = run.done().get(i);
            all.add(new DefinitionCommand.Taken(step.decision().after(executed.subList(0, i)), step.spending().price()));
            price += step.spending().price();
        }
        BrokenStep broken = run.broken();
        @Nullable StepDecision last = run.ending() == null ? null : run.ending().decision();
        if (broken != null) {
            double rest = run.phase() == Phase.FAILED ? run.spending().price() - price : broken.spending().price();
            all.add(new DefinitionCommand.Taken(broken.decision().after(executed), Math.max(0, rest)));
        } else if (last != null) {
            all.add(new DefinitionCommand.Taken(last.after(executed), 0));
        }
        return List.copyOf(all);
    }

    /** The random numbers of the decision that leads to a step, the same at every replay. */
    public static RandomGenerator random(long runSeed, int step) {
        return new SplittableRandom(Schedule.seed(runSeed, step));
    }
}
