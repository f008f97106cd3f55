package io.sluice.benchmarks.workflow.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.benchmarks.workflow.Environment.Split;
import io.sluice.benchmarks.workflow.Environment.WorkflowTask;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.stopping.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedOracleTest {

    private static final Kind SURE = new Kind("sure", 1, 0, 1, 0, 1);

    @Test
    void asksTheCheapestAndStopsWhereEveryoneIsRight() {
        ScriptedOracle oracle = new ScriptedOracle(40, 10);
        assertThat(oracle.worth(SURE)).isEqualTo(39, within(1e-9));
    }

    @Test
    void whatItPromisesIsWhatItsRunsComeTo() throws InterruptedException {
        ScriptedEnvironment environment = new ScriptedEnvironment(3);
        ScriptedOracle oracle = new ScriptedOracle(ScriptedEnvironment.VALUE, ScriptedEnvironment.STEPS);
        double promised = 0;
        double got = 0;
        int tasks = 4_000;
        for (int i = 0; i < tasks; i++) {
            WorkflowTask task = environment.task(Split.TEST, i);
            promised += oracle.worth(Kind.of(task.kind()));
            got += play(environment, oracle, task);
        }
        assertThat(got / tasks).isEqualTo(promised / tasks, within(0.4));
    }

    private static double play(ScriptedEnvironment environment, ScriptedOracle oracle, WorkflowTask task) throws InterruptedException {
        var session = environment.open(task);
        List<Progress.Step> steps = new ArrayList<>();
        double price = 0;
        while (steps.isEmpty() || steps.getLast().verdict() != Verdict.PASS) {
            String action = oracle.next(task, steps);
            if (action.equals(Choice.STOP)) {
                break;
            }
            var done = session.step(action);
            price += done.price();
            steps.add(new Progress.Step(action, environment.workflow().agents().get(action).output().role(), done.output(), done.verdict(), done.price()));
        }
        return (session.solved() ? ScriptedEnvironment.VALUE : 0) - price;
    }

    @Test
    void aTaskComesToTheSameWhoeverSchedulesIt() throws InterruptedException {
        ScriptedEnvironment environment = new ScriptedEnvironment(5);
        for (int i = 0; i < 50; i++) {
            WorkflowTask task = environment.task(Split.LEARN, i);
            var one = environment.open(task);
            var other = environment.open(task);
            other.step("large");
            var again = other.step("small");
            assertThat(one.step("small").output()).isEqualTo(again.output());
            assertThat(one.solved()).isEqualTo(other.solved());
        }
    }

    @Test
    void everyFlowIsADifferentOneAndThereAreNotTooMany() {
        assertThat(new ScriptedEnvironment(1).flows()).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(64).hasSizeGreaterThan(40);
    }
}
