package io.sluice.workflow.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.workflow.RunSaving;
import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.StopRule;
import io.sluice.workflow.definition.Workflow.TaskClasses;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.policy.World;
import io.sluice.workflow.scheduling.stopping.Progress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LearnedPoliciesTest {

    private final LearnedPolicies policies = new LearnedPolicies();
    private final Workflow workflow = workflow();

    private static Workflow workflow() {
        Workflow plain = World.ofTwoKinds().workflow(World.spec("q-learning", Map.of()));
        return new Workflow(plain.name(), null, plain.start(), plain.agents(), plain.tools(), null, plain.limits(), plain.prices(), 1,
                plain.scheduler(), List.of(new StopRule("verified", Map.of())), List.of(),
                new TaskClasses(List.of(new TaskClasses.Rule("sum", "\\+")), 1));
    }

    @Test
    void whatRunsTaughtComesBackFromText() {
        World world = World.ofTwoKinds();
        String values = null;
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            Policy policy = policies.of(workflow, i, values);
            Episode episode = world.play("run-" + i, i % 2, policy::next, random);
            values = policies.learn(workflow, values, episode);
        }
        Policy policy = policies.of(workflow, 300, values);
        Situation hard = new Situation(1, null, Verdict.NONE, 3, 1, List.of(), List.of("s", "l"), false, null);
        Choice choice = policy.next(hard, new SplittableRandom(1));
        assertThat(choice.probabilities().get("l")).isGreaterThan(0.8);
        assertThat(policy.version()).isEqualTo(300);

        Progress progress = new Progress(List.of(new Progress.Step("s", Role.ANSWER, "7", Verdict.PASS, 0.1)));
        RunSaving saving = Objects.requireNonNull(policy.saving(0, progress));
        assertThat(saving.cost()).isEqualTo(0.3, within(1e-9));
        assertThat(saving.steps()).isEqualTo(1);
        Situation passed = new Situation(0, "s", Verdict.PASS, 2, 1, List.of("s"), List.of("s", "l"), true, null);
        assertThat(policy.stop(progress, passed)).hasValueSatisfying(stop -> assertThat(stop.rule()).isEqualTo("verified"));
    }

    @Test
    void tasksAreToldApartByTheirInput() {
        Policy policy = policies.of(workflow, 0, null);
        assertThat(policy.taskClass(Map.of("input", "3 + 4"))).isZero();
        assertThat(policy.taskClass(Map.of("input", "sort 3 4"))).isEqualTo(1);
        assertThat(policy.taskClass(Map.of())).isEqualTo(1);
        assertThat(policy.sketch(Map.of("input", "3 + 4"))).isNull();
    }

    @Test
    void whatIsLearnedForAShadowChangesNothingForTheScheduler() {
        Workflow.SchedulerSpec live = workflow.scheduler();
        Workflow shadowed = workflow.scheduledBy(new Workflow.SchedulerSpec(live.kind(), live.flow(), live.flows(), live.settings(),
                new Workflow.SchedulerSpec("q-learning", List.of(), List.of(List.of("s", "l"), List.of("l")), Map.of("online", 1.0))));
        World world = World.ofTwoKinds();
        String without = null;
        String with = null;
        for (int i = 0; i < 300; i++) {
            Episode one = world.play("run-" + i, i % 2, policies.of(workflow, i, without)::next, new SplittableRandom(i));
            Episode other = world.play("run-" + i, i % 2, policies.of(shadowed, i, with)::next, new SplittableRandom(i));
            assertThat(other).isEqualTo(one);
            without = policies.learn(workflow, without, one);
            with = policies.learn(shadowed, with, other);
        }
        assertThat(without).contains("\"paths\":{}").contains("\"online\":{}");
        assertThat(with).doesNotContain("\"paths\":{}").doesNotContain("\"online\":{}");
    }

    @Test
    void textThatIsNoValuesIsRefused() {
        Episode episode = World.ofTwoKinds().play("run", 0, policies.of(workflow, 0, null)::next, new SplittableRandom(1));
        String later = policies.learn(workflow, null, episode).replace("\"schema\":1", "\"schema\":7");
        assertThatThrownBy(() -> policies.of(workflow, 1, later)).hasMessageContaining("schema 7");
        assertThatThrownBy(() -> policies.of(workflow, 1, "none")).isInstanceOf(tools.jackson.core.JacksonException.class);
    }
}
