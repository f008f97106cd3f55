package io.sluice.workflow.scheduling.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.StopRule;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.policy.World;
import io.sluice.workflow.scheduling.value.EndSum;
import io.sluice.workflow.scheduling.value.Experience;
import io.sluice.workflow.scheduling.value.Spending;
import io.sluice.workflow.scheduling.value.StepSum;
import io.sluice.workflow.scheduling.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoppingRulesTest {

    private static final Offset<Double> CLOSE = within(1e-6);
    private final List<Progress.Step> steps = new ArrayList<>();

    private StoppingRulesTest did(String agent, @Nullable String output, Verdict verdict) {
        return did(agent, Role.ANSWER, output, verdict, 0.15);
    }

    private StoppingRulesTest did(String agent, Role role, @Nullable String output, Verdict verdict, double price) {
        steps.add(new Progress.Step(agent, role, output, verdict, price));
        return this;
    }

    private Optional<String> ask(String kind, Map<String, Double> settings, Values values, String... offered) {
        Workflow plain = World.ofTwoKinds().workflow(World.spec("random", Map.of()));
        Workflow workflow = new Workflow(plain.name(), null, plain.start(), plain.agents(), plain.tools(), null, plain.limits(), plain.prices(),
                1, plain.scheduler(), List.of(new StopRule(kind, settings)), List.of(), plain.classes());
        Progress progress = new Progress(steps);
        Situation situation = new Situation(0, progress.last().agent(), progress.last().verdict(), 5, 1,
                steps.stream().map(Progress.Step::agent).toList(), offered.length == 0 ? List.of("s") : List.of(offered), true, null);
        return StoppingRules.of(workflow, values).ask(progress, situation).map(Stopping.Stop::rule);
    }

    private Optional<String> ask(String kind, Map<String, Double> settings) {
        return ask(kind, settings, Values.EMPTY);
    }

    @Test
    void stopsWhenTheVerifierPassedTheAnswer() {
        assertThat(did("s", "1", Verdict.FAIL).ask("verified", Map.of())).isEmpty();
        assertThat(did("s", "2", Verdict.PASS).ask("verified", Map.of())).contains("verified");
    }

    @Test
    void aPassIsWorthWhatTheVerifierIsWorth() {
        assertThat(Verified.whenAccepted(0.6, 0.9, 0.2)).isEqualTo(0.870968, CLOSE);
        assertThat(Verified.whenRejected(0.6, 0.9, 0.2)).isEqualTo(0.157895, CLOSE);
        assertThat(Verified.whenAccepted(0.3, 0.9, 0.2)).isEqualTo(0.658537, CLOSE);
        assertThat(Verified.whenAccepted(0.6, 0.99, 0.05)).isEqualTo(0.967427, CLOSE);
    }

    @Test
    void aPassAfterManyFailuresIsSuspect() {
        Map<String, Double> strict = Map.of("precision", 0.8);
        assertThat(did("s", "1", Verdict.PASS).ask("verified", strict)).contains("verified");
        steps.clear();
        for (int i = 0; i < 5; i++) {
            did("s", "" + i, Verdict.FAIL);
        }
        assertThat(did("s", "6", Verdict.PASS).ask("verified", strict)).isEmpty();
    }

    @Test
    void stopsAfterFiveFailuresAtAPriceOfFifteenHundredths() {
        for (int failures = 1; failures <= 4; failures++) {
            assertThat(did("s", "" + failures, Verdict.FAIL).ask("gain", Map.of())).as("after %d", failures).isEmpty();
        }
        assertThat(did("s", "5", Verdict.FAIL).ask("gain", Map.of())).contains("gain");
    }

    @Test
    void failuresLowerTheChance() {
        double[] expected = {0.5, 0.3333, 0.25, 0.2, 0.1667, 0.1429};
        Gain gain = new Gain(1, 10, new Experience(Values.EMPTY));
        for (double chance : expected) {
            assertThat(gain.chance(new Progress(steps), 0, "s")).isEqualTo(chance, within(1e-4));
            did("s", "x", Verdict.FAIL);
        }
        assertThat(Gain.reservation(1, 0.15, 0.5)).isEqualTo(0.7, CLOSE);
        assertThat(Gain.reservation(1, 0.15, 0.1)).as("not worth starting").isNegative();
    }

    @Test
    void whatOtherRunsTaughtCountsToo() {
        Values good = values(Map.of("0/-/-/none/s", new StepSum(0, 90, 10, 0, 10_000_000_000L)));
        Values bad = values(Map.of("0/-/-/none/s", new StepSum(0, 5, 95, 0, 20_000_000_000L)));
        did("s", "1", Verdict.FAIL);
        assertThat(ask("gain", Map.of(), good)).isEmpty();
        assertThat(ask("gain", Map.of("strength", 100.0), bad)).contains("gain");
        assertThat(ask("gain", Map.of("strength", 100.0), bad, "s", "l")).as("nobody knows what l costs").isEmpty();
    }

    @Test
    void anAnswerThatIsProbablyRightIsNotWorthChecking() {
        Values values = new Values(1, new TreeMap<>(), 0, new TreeMap<>(Map.of("0/-/-/none/s", new StepSum(90, 90, 20, 0, 30_000_000_000L))),
                new TreeMap<>(Map.of("0/s/s/none", new EndSum(100, 95))), new TreeMap<>(), new TreeMap<>(), List.of(), Spending.NOTHING);
        assertThat(did("s", "1", Verdict.NONE).ask("gain", Map.of(), values)).contains("gain");
    }

    private static Values values(Map<String, StepSum> steps) {
        return new Values(1, new TreeMap<>(), 0, new TreeMap<>(steps), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of(),
                Spending.NOTHING);
    }

    @Test
    void twoRoundsThatAgreeWithConfidenceAreEnough() {
        assertThat(did("s", "42", Verdict.UNSURE).ask("agreement", Map.of())).isEmpty();
        did("l", Role.NOTE, "a note", Verdict.UNSURE, 0.1);
        assertThat(ask("agreement", Map.of())).isEmpty();
        assertThat(did("s", "42", Verdict.UNSURE).ask("agreement", Map.of())).contains("agreement");
        assertThat(ask("agreement", Map.of("passed", 1.0))).as("nobody passed them").isEmpty();
        assertThat(ask("agreement", Map.of("rounds", 3.0))).isEmpty();
    }

    @Test
    void agreementWithoutConfidenceOrWithoutAnswersIsNone() {
        assertThat(did("s", "42", Verdict.FAIL).did("s", "42", Verdict.NONE).ask("agreement", Map.of())).isEmpty();
        steps.clear();
        assertThat(did("s", null, Verdict.NONE).did("s", null, Verdict.NONE).ask("agreement", Map.of())).isEmpty();
        steps.clear();
        assertThat(did("s", "1", Verdict.NONE).did("s", "2", Verdict.NONE).did("s", "1", Verdict.NONE).ask("agreement", Map.of())).isEmpty();
    }

    @Test
    void anAgentThatSaysTheSameAgainLoops() {
        assertThat(did("s", "x", Verdict.FAIL).ask("loop", Map.of())).isEmpty();
        assertThat(did("l", "x", Verdict.FAIL).ask("loop", Map.of())).as("another agent").isEmpty();
        assertThat(did("l", "y", Verdict.FAIL).ask("loop", Map.of())).isEmpty();
        assertThat(did("l", "y", Verdict.FAIL).ask("loop", Map.of())).contains("loop");
        assertThat(ask("loop", Map.of("repeats", 3.0))).isEmpty();
    }

    @Test
    void aCycleOfAgentsIsALoop() {
        did("s", "x", Verdict.FAIL).did("l", "y", Verdict.FAIL).did("s", "x", Verdict.FAIL);
        assertThat(ask("loop", Map.of())).isEmpty();
        did("l", "y", Verdict.FAIL);
        assertThat(ask("loop", Map.of())).contains("loop");
        assertThat(ask("loop", Map.of("cycle", 1.0))).isEmpty();
    }

    @Test
    void theFirstAnswerEndsTheRunWhereItMay() {
        did("l", Role.NOTE, "a note", Verdict.NONE, 0.1);
        assertThat(ask("first-finish", Map.of())).isEmpty();
        assertThat(did("s", null, Verdict.NONE).ask("first-finish", Map.of())).isEmpty();
        assertThat(did("s", "7", Verdict.NONE).ask("first-finish", Map.of())).contains("first-finish");
        assertThat(ask("first-finish", Map.of("answers", 2.0))).isEmpty();
    }

    @Test
    void aRunSaysWhatItSaved() {
        Values values = values(Map.of("0/-/-/none/l", new StepSum(0, 5, 5, 0, 3_000_000_000L)));
        did("s", "1", Verdict.PASS);
        Saving saving = Saving.of(List.of("s", "l"), 0, new Progress(steps), new Experience(values)).orElseThrow();
        assertThat(saving.steps()).isEqualTo(1);
        assertThat(saving.cost()).isEqualTo(0.3, CLOSE);
        assertThat(saving.share()).isEqualTo(0.3 / 0.45, CLOSE);
        Experience none = new Experience(Values.EMPTY);
        Saving first = Saving.of(List.of("s", "l"), 0, new Progress(steps), none).orElseThrow();
        assertThat(first.cost()).as("who was never tried costs as the others do").isEqualTo(0.15, CLOSE);
        assertThat(first.share()).isEqualTo(0.5, CLOSE);
        assertThat(Saving.of(List.of("s", "l"), 0, new Progress(List.of()), none)).isEmpty();
    }
}
