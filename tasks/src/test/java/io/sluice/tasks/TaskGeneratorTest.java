package io.sluice.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskGeneratorTest {

    private static Stream<Task> draw(long seed, Split split, int count) {
        TaskGenerator generator = new TaskGenerator(seed, split);
        return Stream.generate(generator::next).limit(count);
    }

    @Test
    void everyAnswerAgreesWithAnIndependentSolution() {
        draw(11, Split.TRAIN, 12_000)
                .forEach(task -> assertThat(Oracle.answer(task.name(), task.prompt()))
                        .as(task.prompt())
                        .isEqualTo(task.answer()));
    }

    @Test
    void everyEquationInTheWorkedStepsHolds() {
        var equation = java.util.regex.Pattern.compile("(\\d+)([-+*])(\\d+)(?:\\+(\\d+))?=(\\d+)");
        Set<String> kinds = new HashSet<>();
        draw(12, Split.TRAIN, 5_000).forEach(task -> equation.matcher(task.completion()).results().forEach(match -> {
            int left = Integer.parseInt(match.group(1));
            int right = Integer.parseInt(match.group(3));
            int more = match.group(4) == null ? 0 : Integer.parseInt(match.group(4));
            int value = switch (match.group(2)) {
                case "+" -> left + right + more;
                case "-" -> left - right;
                default -> left * right + more;
            };
            assertThat(Integer.parseInt(match.group(5))).as(task.completion()).isEqualTo(value);
            kinds.add(task.name());
        }));
        assertThat(kinds).containsExactlyInAnyOrder("add", "multiply", "shop", "story");
    }

    @Test
    void everyCompletionIsGradedRight() {
        draw(13, Split.CALIBRATION, 2_000)
                .forEach(task -> assertThat(Grader.isCorrect(task, task.completion())).isTrue());
    }

    @Test
    void splitsShareNoPromptWhateverTheSeed() {
        Map<Split, Set<String>> prompts = Stream.of(Split.values())
                .collect(Collectors.toMap(split -> split, split -> Stream.of(1L, 2L)
                        .flatMap(seed -> draw(seed, split, 2_000))
                        .map(Task::prompt)
                        .collect(Collectors.toSet())));
        assertThat(prompts.get(Split.TRAIN)).doesNotContainAnyElementsOf(prompts.get(Split.TEST));
        assertThat(prompts.get(Split.TRAIN)).doesNotContainAnyElementsOf(prompts.get(Split.CALIBRATION));
        assertThat(prompts.get(Split.CALIBRATION)).doesNotContainAnyElementsOf(prompts.get(Split.TEST));
        prompts.forEach((split, texts) -> assertThat(texts).allMatch(text -> Split.of(text) == split));
    }

    @Test
    void theTestSplitHoldsManyPromptsOfEveryKindAndDifficulty() {
        Map<String, Set<String>> prompts = draw(4, Split.TEST, 15_000)
                .collect(Collectors.groupingBy(
                        task -> task.name() + task.difficulty(),
                        Collectors.mapping(Task::prompt, Collectors.toSet())));
        assertThat(prompts).hasSize(5 * TaskGenerator.names().size());
        prompts.forEach((cell, texts) -> assertThat(texts.size()).as(cell).isGreaterThan(60));
    }

    @Test
    void theSameSeedDrawsTheSameTasks() {
        List<Task> once = draw(5, Split.TRAIN, 500).toList();
        assertThat(draw(5, Split.TRAIN, 500)).containsExactlyElementsOf(once);
        assertThat(draw(6, Split.TRAIN, 500).toList()).isNotEqualTo(once);
    }

    @Test
    void drawsEveryKindAndDifficultyEquallyOften() {
        Map<String, Long> counts = draw(7, Split.TRAIN, 12_000)
                .collect(Collectors.groupingBy(Task::name, Collectors.counting()));
        assertThat(counts.values()).allMatch(count -> count > 850 && count < 1150);
        Map<Integer, Long> grades = draw(7, Split.TRAIN, 12_000)
                .collect(Collectors.groupingBy(Task::difficulty, Collectors.counting()));
        assertThat(grades.values()).hasSize(5).allMatch(count -> count > 2200 && count < 2600);
    }

    private static Stream<Task> skill(String name, long seed, Split split, int count) {
        TaskGenerator generator = TaskGenerator.ofSkill(name, seed, split);
        return Stream.generate(generator::next).limit(count);
    }

    static Stream<String> skills() {
        return Stream.concat(TaskGenerator.skills().stream(), TaskGenerator.problems().stream());
    }

    @ParameterizedTest
    @MethodSource("skills")
    void aSkillHasRightAnswersAndSplitsOfItsOwn(String name) {
        skill(name, 21, Split.TRAIN, 1_000).forEach(task -> {
            assertThat(task.name()).isEqualTo(name);
            assertThat(Oracle.answer(name, task.prompt())).as(task.prompt()).isEqualTo(task.answer());
            assertThat(Grader.isCorrect(task, task.completion())).isTrue();
            assertThat(Split.of(task.prompt())).isEqualTo(Split.TRAIN);
        });
        Map<Integer, Set<String>> tests = skill(name, 22, Split.TEST, 1_000)
                .collect(Collectors.groupingBy(Task::difficulty, Collectors.mapping(Task::prompt, Collectors.toSet())));
        assertThat(tests.values()).hasSize(5).allMatch(prompts -> prompts.size() > 60);
    }

    /** Their prompts begin with a word that no prompt of the old kinds has. */
    @Test
    void noSkillIsAmongTheOldKinds() {
        assertThat(TaskGenerator.skills()).hasSize(9).doesNotContainAnyElementsOf(TaskGenerator.names());
        Set<String> words = draw(8, Split.TRAIN, 5_000)
                .flatMap(task -> Stream.of((task.prompt() + " " + task.completion()).split("[ :]")))
                .collect(Collectors.toSet());
        TaskGenerator.skills().forEach(name -> assertThat(words).doesNotContain(skill(name, 1, Split.TRAIN, 1)
                .findFirst().orElseThrow().prompt().split(":")[0]));
    }

    @Test
    void aSkillThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> TaskGenerator.ofSkill("juggle", 1, Split.TRAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no skill juggle").hasMessageContaining("mirror");
    }

    @Test
    void kindsOfEverySortCanBeMixed() {
        TaskGenerator generator = TaskGenerator.ofKinds(List.of("reverse", "order", "mirror"), 1, Split.TEST);
        assertThat(Stream.generate(generator::next).limit(60).map(Task::name).collect(Collectors.toSet())).containsExactlyInAnyOrder("reverse", "order", "mirror");
        assertThatThrownBy(() -> TaskGenerator.ofKinds(List.of("reverse", "juggle"), 1, Split.TEST))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("juggle");
    }
}
