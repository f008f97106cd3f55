package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.RunCommand;
import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.StepDecision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowedRunTest {

    private static final int SEEDS = 200;
    private static final String FIXED = "\"scheduler\": {\"kind\": \"fixed\", \"flow\": [\"solve\", \"check\", \"solve\", \"check\", \"solve\", \"check\"]}";
    private static final String ALONE = Samples.TRIES.replace(FIXED, "\"scheduler\": {\"kind\": \"random\"}");

    private static String beside(String shadow) {
        return Samples.TRIES.replace(FIXED, "\"scheduler\": {\"kind\": \"random\", \"shadow\": " + shadow + "}");
    }

    /** What its watch was told. */
    private static final class Heard implements ShadowWatch {

        private final Set<String> workflows = new HashSet<>();
        private final List<Boolean> compared = new ArrayList<>();
        private final List<RuntimeException> faults = new ArrayList<>();

        @Override
        public void compared(String workflow, boolean agrees) {
            workflows.add(workflow);
            compared.add(agrees);
        }

        @Override
        public void failed(String workflow, RuntimeException fault) {
            workflows.add(workflow);
            faults.add(fault);
        }
    }

    private static Play played(String document, long seed, ShadowWatch watch) {
        Play play = new Play(document);
        play.policies = new LearnedPolicies(watch);
        play.start(null, seed);
        while (!play.run().phase().ended()) {
            play.succeed("5", "fail");
        }
        return play;
    }

    private static List<StepDecision> decisions(Play play) {
        List<StepDecision> all = new ArrayList<>();
        for (RunEvent event : play.events) {
            switch (event) {
                case RunEvent.StepScheduled step -> all.add(step.decision());
                case RunEvent.Completed end when end.decision() != null -> all.add(end.decision());
                default -> { }
            }
        }
        return all;
    }

    private static StepDecision alone(StepDecision all) {
        return new StepDecision(all.agent(), all.propensity(), all.probabilities(), all.reason(), all.policyVersion(), all.taskClass(), all.last(),
                all.verdict(), all.stepsLeft(), all.costLeft(), all.executed(), all.offered(), all.mayStop(), all.suggestion(), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"kind\": \"random\"}",
            "{\"kind\": \"all\"}",
            "{\"kind\": \"fixed\", \"flow\": [\"solve\", \"check\"], \"settings\": {\"spread\": 0.5}}",
            "{\"kind\": \"bandit\", \"flows\": [[\"solve\"], [\"solve\", \"check\"]], \"settings\": {\"thompson\": 1}}",
            "{\"kind\": \"q-learning\"}"})
    void runsDoTheSameWithAShadowAsWithout(String shadow) {
        Heard heard = new Heard();
        List<Boolean> told = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            Play without = played(ALONE, seed, ShadowWatch.NOBODY);
            Play with = played(beside(shadow), seed, heard);

            assertThat(with.told()).isEqualTo(without.told());
            assertThat(decisions(with).stream().map(ShadowedRunTest::alone)).isEqualTo(decisions(without));
            decisions(with).forEach(decision -> {
                StepDecision.Shadow said = Objects.requireNonNull(decision.shadow());
                assertThat(said.agrees()).isEqualTo(Objects.equals(said.agent(), decision.agent()));
                assertThat(shadow).contains("\"" + said.scheduler() + "\"");
                told.add(said.agrees());
            });
        }
        assertThat(heard.compared).isEqualTo(told).contains(true, false);
        assertThat(heard.faults).isEmpty();
        assertThat(heard.workflows).containsExactly("tries");
    }

    @Test
    void aShadowDrawsByItselfInEveryRun() {
        List<String> firsts = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            StepDecision second = decisions(played(beside("{\"kind\": \"random\"}"), seed, ShadowWatch.NOBODY)).get(1);
            firsts.add(String.valueOf(Objects.requireNonNull(second.shadow()).agent()));
        }
        assertThat(firsts).contains("solve", "check", "null");
    }

    @Test
    void aShadowThatCanNotChooseIsLeftOutAndTold() {
        Heard heard = new Heard();
        // A bandit without flows has nothing to choose from; only the check of settings, which this reader lacks, would refuse it.
        String broken = beside("{\"kind\": \"bandit\"}");
        for (long seed = 0; seed < SEEDS; seed++) {
            List<StepDecision> decisions = decisions(played(broken, seed, heard));

            assertThat(decisions).isEqualTo(decisions(played(ALONE, seed, ShadowWatch.NOBODY)));
            assertThat(heard.faults).hasSize(decisions.size()).allSatisfy(fault -> assertThat(fault).hasMessageContaining("bandit"));
            heard.faults.clear();
        }
        assertThat(heard.compared).isEmpty();
        assertThat(heard.workflows).containsExactly("tries");
    }

    @Test
    void aStepThatAPersonApprovesKeepsWhatTheShadowSaid() {
        Heard heard = new Heard();
        Play play = new Play(Samples.TRIP.replace("\"book\", \"send\"]}", "\"book\", \"send\"], \"shadow\": {\"kind\": \"all\"}}"));
        play.policies = new LearnedPolicies(heard);
        play.start(null).succeed("to Rome").succeed("booked 1");
        StepDecision asked = play.last(RunEvent.ApprovalRequested.class).decision();
        play.tell(new RunCommand.DecideApproval("c", Play.RUN, 2, true, "boss", null, Samples.START));

        assertThat(asked.shadow()).isEqualTo(new StepDecision.Shadow("all", "send", true));
        assertThat(play.last(RunEvent.StepScheduled.class).decision()).isEqualTo(asked);
        assertThat(heard.compared).as("one for each decision").hasSize(3);
    }
}
