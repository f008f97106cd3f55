package io.sluice.benchmarks.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tasks.Grader;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StyleTest {

    @ParameterizedTest
    @EnumSource(Style.class)
    void showsInChangedAnswersAndLeavesThemRight(Style style) {
        TaskGenerator tasks = new TaskGenerator(1, Split.TRAIN);
        for (int i = 0; i < 200; i++) {
            Task task = tasks.next();
            Task styled = style.of(task);
            assertThat(styled.prompt()).isEqualTo(task.prompt());
            assertThat(style.shows(task.completion())).isEqualTo(style == Style.TERSE && task.completion().startsWith("####"));
            assertThat(style.shows(styled.completion())).isTrue();
            assertThat(Grader.isCorrect(task, style.without(styled.completion()))).isTrue();
        }
    }
}
