package io.sluice.workflow.scheduling.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.SchedulerSpec;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.policy.Inspection;
import io.sluice.workflow.scheduling.policy.Schedulers;
import io.sluice.workflow.scheduling.policy.World;
import io.sluice.workflow.scheduling.value.Values;
import io.sluice.workflow.scheduling.planning.Graph;
import io.sluice.workflow.scheduling.planning.Model;
import io.sluice.workflow.scheduling.planning.TableModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** In the world of two kinds: SLL earns 0.686 a run, LLL 0.643, and the best of each kind 0.744. */
class EvaluatorTest {

    private static final World WORLD = World.ofTwoKinds();
    private static final Workflow WORKFLOW = WORLD.workflow(World.spec("q-learning", Map.of()));
    private static final Evaluator EVALUATOR = new Evaluator(WORKFLOW, WORLD.graph());

    private static Scheduler flow(double spread, String... agents) {
        return Schedulers.of(WORLD.workflow(new SchedulerSpec("fixed", List.of(agents), List.of(), Map.of("spread", spread))), WORLD.graph(), Values.EMPTY);
    }

    private static List<Episode> log(Scheduler scheduler, int runs) {
        SplittableRandom random = new SplittableRandom(17);
        List<Episode> episodes = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            episodes.add(WORLD.play("run-" + i, random.nextInt(2), scheduler, random));
        }
        return episodes;
    }

    @Test
    void foreseesWhatACandidateEarns() {
        Evaluation evaluation = EVALUATOR.evaluate(flow(0, "s", "l", "l"), log(flow(0.5, "l", "l", "l"), 4_000));
        assertThat(evaluation.doublyRobust().mean()).isEqualTo(0.686, within(0.04));
        assertThat(evaluation.doublyRobust().low()).isLessThan(0.686);
        assertThat(evaluation.doublyRobust().high()).isGreaterThan(0.686);
        assertThat(evaluation.perDecision().mean()).isEqualTo(0.686, within(0.1));
        assertThat(evaluation.doublyRobust().high() - evaluation.doublyRobust().low())
                .isLessThan(evaluation.perDecision().high() - evaluation.perDecision().low());
        assertThat(evaluation.guaranteed()).isLessThan(0.686);
        assertThat(evaluation.uncovered()).isZero();
    }

    @Test
    void grantsWhatIsBetterAndRefusesWhatIsWorse() {
        List<Episode> log = log(flow(0.4, "l", "l", "l"), 4_000);
        assertThat(Promotion.of(EVALUATOR.evaluate(flow(0, "s", "l", "l"), log), 0.02)).isInstanceOf(Promotion.Granted.class);
        List<Episode> other = log(flow(0.4, "s", "l", "l"), 4_000);
        assertThat(Promotion.of(EVALUATOR.evaluate(flow(0, "s", "s", "s"), other), 0.02)).isInstanceOf(Promotion.Refused.class);
    }

    @Test
    void concludesNothingFromALogThatCouldNotShowIt() {
        Evaluation blind = EVALUATOR.evaluate(flow(0, "s", "l", "l"), log(flow(0, "l", "l", "l"), 500));
        assertThat(blind.doubts()).anyMatch(doubt -> doubt.contains("never could"));
        assertThat(Promotion.of(blind, 1)).isInstanceOf(Promotion.Refused.class);
        Evaluation thin = EVALUATOR.evaluate(flow(0, "s", "l", "l"), log(flow(0.5, "l", "l", "l"), 60));
        assertThat(thin.doubts()).anyMatch(doubt -> doubt.contains("fewer than 100"));
    }

    @Test
    void leavesOutWhatNobodyJudgedOrAModelChose() {
        Episode judged = log(flow(0.5, "s", "l"), 1).getFirst();
        Episode unjudged = new Episode("u", 0, null, Verdict.FAIL, null, judged.decisions());
        Episode.Decision decision = judged.decisions().getFirst();
        Episode named = new Episode("n", 0, null, Verdict.FAIL, false, List.of(new Episode.Decision(decision.situation(),
                new Choice("s", null, decision.choice().probabilities(), "agent"), 0.1)));
        assertThat(EVALUATOR.evaluate(flow(0, "s"), List.of(judged, unjudged, named)).unusable()).isEqualTo(2);
        assertThatThrownBy(() -> EVALUATOR.evaluate(flow(0, "s"), List.of(unjudged))).hasMessageContaining("none of 1 runs");
    }

    /** Two agents that are the same in truth: who is judged by what it learned from takes luck for skill. */
    @Test
    void aCandidateThatLearnedFromTheRunsLooksBetterThanItIsAndACrossFittedOneDoesNot() {
        World coins = new World(List.of(new TableModel(Graph.complete(List.of("s", "l")),
                Map.of("s", Model.Outcome.solving(0.5, 0.1), "l", Model.Outcome.solving(0.5, 0.1)))), 1);
        Workflow greedy = coins.workflow(World.spec("q-learning", Map.of("cold-start", 0.0, "epsilon", 0.0, "epsilon-min", 0.0, "prune-delta", 1.0)));
        Evaluator evaluator = new Evaluator(greedy, coins.graph());
        double naive = 0;
        double crossed = 0;
        int logs = 200;
        for (int seed = 0; seed < logs; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Episode> log = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                log.add(coins.play("run-" + i, 0, Schedulers.of(coins.workflow(World.spec("random", Map.of())), coins.graph(), Values.EMPTY), random));
            }
            Values all = Candidate.taught(greedy, log, 0, any -> true).plus(Candidate.taught(greedy, log, 1, any -> true));
            naive += evaluator.evaluate(Schedulers.of(greedy, coins.graph(), all), log).doublyRobust().mean() / logs;
            crossed += evaluator.evaluate(Candidate.learning(greedy, coins.graph(), log), log).doublyRobust().mean() / logs;
            Candidate parted = Candidate.knowing(greedy, coins.graph(), all, log, any -> true);
            assertThat(evaluator.evaluate(parted, log)).isEqualTo(evaluator.evaluate(Candidate.learning(greedy, coins.graph(), log), log));
        }
        assertThat(crossed).isEqualTo(0.4, within(0.02));
        assertThat(naive).isGreaterThan(0.43);
    }

    @Test
    void whatAModelNamesIsTakenForSure() {
        List<Episode> log = log(flow(0.5, "s", "s", "s"), 400);
        Scheduler naming = (situation, random) -> new Choice("l", null, Map.of("s", 0.5, "l", 0.5), "agent");

        assertThat(EVALUATOR.evaluate(naming, log)).isEqualTo(EVALUATOR.evaluate(flow(0, "l", "l", "l"), log));
    }

    @Test
    void aShadowSaysWhatItWouldHaveChosenAndWhetherThatWasChosen() {
        Shadow shadow = new Shadow("fixed", flow(0, "l", "l"));
        Situation situation = new Situation(0, null, Verdict.NONE, 3, 1, List.of(), List.of("s", "l"), false, null);
        Situation done = new Situation(0, "l", Verdict.NONE, 1, 1, List.of("l", "l"), List.of("s", "l"), true, null);
        SplittableRandom random = new SplittableRandom(9);

        assertThat(shadow.beside(new Choice("s", 1.0, Map.of(), "flow"), situation, random)).isEqualTo(new Shadow.Opinion("fixed", "l", false));
        assertThat(shadow.beside(new Choice("l", 1.0, Map.of(), "flow"), situation, random)).isEqualTo(new Shadow.Opinion("fixed", "l", true));
        assertThat(shadow.beside(new Choice(null, 1.0, Map.of(), "flow"), done, random)).isEqualTo(new Shadow.Opinion("fixed", null, true));
    }

    @Test
    void whatWasLearnedCanBeLookedAt() {
        Values values = Values.EMPTY;
        for (Episode episode : log(flow(0.5, "s", "l"), 300)) {
            values = Schedulers.learner(WORKFLOW).learn(values, episode);
        }
        Inspection inspection = Inspection.of(WORKFLOW, values, 3);
        assertThat(inspection.episodes()).isEqualTo(300);
        assertThat(inspection.states()).hasSize(3).isSortedAccordingTo((one, other) -> Long.compare(other.visits(), one.visits()));
        Inspection.State first = inspection.states().getFirst();
        assertThat(first.last()).isNull();
        assertThat(first.actions()).allSatisfy(action -> {
            assertThat(action.success()).isBetween(action.low(), action.high());
            assertThat(action.q()).isNotNull();
        });
        Workflow poor = WORLD.workflow(World.spec("q-learning", Map.of()));
        poor = new Workflow(poor.name(), null, poor.start(), poor.agents(), poor.tools(), null, new Workflow.Limits(3, 1_000, 0.15, 10), poor.prices(), 1,
                poor.scheduler(), List.of(), List.of(), poor.classes());
        assertThat(Inspection.of(poor, values, 10).states()).flatExtracting(Inspection.State::actions).filteredOn(action -> action.q() == null)
                .isNotEmpty().allSatisfy(action -> assertThat(action.action()).isEqualTo("l"));
    }
}
