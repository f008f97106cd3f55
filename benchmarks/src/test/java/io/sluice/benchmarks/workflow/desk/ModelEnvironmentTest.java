package io.sluice.benchmarks.workflow.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.workflow.Environment.Done;
import io.sluice.benchmarks.workflow.Environment.Session;
import io.sluice.benchmarks.workflow.Environment.Split;
import io.sluice.benchmarks.workflow.Environment.WorkflowTask;
import io.sluice.workflow.scheduling.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelEnvironmentTest {

    private static final List<String> CHAIN = List.of("solver", "calculator", "rewriter");

    private static ModelEnvironment environment;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        environment = new ModelEnvironment(Path.of("..", "models"), 5);
    }

    @AfterAll
    static void close() {
        environment.close();
    }

    private static int solved(List<String> flow, int tasks) throws InterruptedException {
        int solved = 0;
        for (int i = 0; i < tasks; i++) {
            Session session = environment.open(environment.task(Split.TEST, i));
            for (String agent : flow) {
                session.step(agent);
            }
            solved += session.solved() ? 1 : 0;
        }
        return solved;
    }

    @Test
    void agentsTogetherSolveFarMoreThanTheLargeModelAlone() throws InterruptedException {
        assertThat(solved(CHAIN, 60)).isGreaterThan(solved(List.of("large"), 60) + 10);
    }

    @Test
    void whatAnAgentSaidBeforeIsRememberedAndPaidAgain() throws InterruptedException {
        WorkflowTask task = environment.task(Split.LEARN, 0);
        Session session = environment.open(task);
        Done first = session.step("solver");
        assertThat(environment.open(task).step("solver")).isEqualTo(first);
        assertThat(first.price()).isPositive();
        assertThat(first.tokens()).isPositive();
        assertThat(first.verdict()).isEqualTo(Verdict.NONE);
    }

    /** The judge has seen no solution: it holds a second reading against the first. */
    @Test
    void anAnswerThatIsFoundRightMostlyIs() throws InterruptedException {
        int passed = 0;
        int right = 0;
        for (int i = 0; i < 60; i++) {
            Session session = environment.open(environment.task(Split.TEST, i));
            for (String agent : CHAIN) {
                assertThat(session.step(agent).verdict()).isEqualTo(Verdict.NONE);
            }
            session.step("verifier");
            if (session.step("judge").verdict() == Verdict.PASS) {
                passed++;
                right += session.solved() ? 1 : 0;
            }
        }
        assertThat(passed).isGreaterThan(20);
        assertThat(right).isGreaterThan(passed * 4 / 5);
    }

    @Test
    void whatIsLearnedFromIsNotWhatIsExamined() {
        for (int i = 0; i < 50; i++) {
            String learned = environment.task(Split.LEARN, i).text();
            for (int j = 0; j < 50; j++) {
                assertThat(environment.task(Split.TEST, j).text()).isNotEqualTo(learned);
            }
        }
    }

    @Test
    void flowsAreOfTheWorkflowsAgents() {
        assertThat(environment.workflow().classes().rules()).hasSize(8);
        assertThat(environment.flows()).allSatisfy(flow -> assertThat(environment.workflow().agents().keySet()).containsAll(flow));
        assertThat(environment.fixed().values()).allSatisfy(flow -> assertThat(environment.workflow().agents().keySet()).containsAll(flow));
    }
}
