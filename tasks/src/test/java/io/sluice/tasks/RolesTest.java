package io.sluice.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {

    private static List<Task> draw(String name, long seed, Split split, int count) {
        TaskGenerator generator = TaskGenerator.ofSkill(name, seed, split);
        return Stream.generate(generator::next).limit(count).toList();
    }

    @Test
    void multiStepMixesAllKindsEquallyOften() {
        Map<String, Long> counts = draw(TaskGenerator.MULTI_STEP, 3, Split.TEST, 7_000).stream()
                .collect(Collectors.groupingBy(Task::name, Collectors.counting()));
        assertThat(counts).containsOnlyKeys(TaskGenerator.problems());
        assertThat(counts.values()).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void theSolversExpressionLeadsToTheAnswer() {
        draw("solver", 1, Split.TRAIN, 3_000).forEach(task ->
                assertThat(RoleOracle.said(task.prompt(), RoleOracle.value(task.answer()))).as(task.prompt()).isEqualTo(RoleOracle.answer(task.prompt())));
    }

    @Test
    void theRewriterFormsTheAnswer() {
        for (Task task : draw("rewriter", 2, Split.TRAIN, 3_000)) {
            String problem = task.prompt().split("=")[0];
            long number = Long.parseLong(task.prompt().split("=")[1]);
            assertThat(task.answer()).as(task.prompt()).isEqualTo(RoleOracle.answer(problem)).isEqualTo(RoleOracle.said(problem, number));
        }
    }

    /** It never says ok to a wrong answer; it may refuse a right one that a wrong expression hit by luck. */
    @Test
    void theVerifierIsRightAboutTheAnswerAndTheExpression() {
        List<Task> tasks = draw("verifier", 3, Split.TRAIN, 4_000);
        for (Task task : tasks) {
            String[] parts = task.prompt().split("\\|");
            boolean right = parts[3].equals(RoleOracle.answer(parts[0]));
            if (task.answer().equals("ok")) {
                assertThat(right).as(task.prompt()).isTrue();
            } else if (task.answer().equals("wrong") && right) {
                assertThat(parts[1]).as(task.prompt()).isNotEmpty();
            }
            assertThat(parts[2]).as(task.prompt()).isEqualTo(parts[1].isEmpty() ? "" : Long.toString(RoleOracle.value(parts[1])));
        }
        Map<String, Long> verdicts = tasks.stream().collect(Collectors.groupingBy(Task::answer, Collectors.counting()));
        assertThat(verdicts).containsOnlyKeys("ok", "wrong", "unsure");
        assertThat(verdicts.get("ok")).isBetween(1_600L, 2_400L);
        assertThat(verdicts.get("wrong")).isBetween(1_400L, 2_200L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"solver", "verifier", "rewriter"})
    void aRoleLearnsFromProblemsOfItsOwnSplit(String role) {
        Set<String> train = problems(draw(role, 4, Split.TRAIN, 1_000));
        assertThat(train).allMatch(problem -> Split.of(problem) == Split.TRAIN);
        assertThat(problems(draw(role, 5, Split.TEST, 300))).allMatch(problem -> Split.of(problem) == Split.TEST);
        draw(role, 6, Split.TEST, 100).forEach(task -> {
            assertThat(Split.of(task.prompt())).isEqualTo(Split.TEST);
            assertThat(Grader.isCorrect(task, task.completion())).isTrue();
        });
    }

    private static Set<String> problems(List<Task> tasks) {
        return tasks.stream().map(task -> task.prompt().split("[=|]")[0]).collect(Collectors.toSet());
    }
}
