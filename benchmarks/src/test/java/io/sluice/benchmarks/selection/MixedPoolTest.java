package io.sluice.benchmarks.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import io.sluice.tasks.Grader;
import io.sluice.tasks.Task;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MixedPoolTest {

    private static final MixedPool.Mix MIX = MixedPool.Mix.USUAL.of(5_000, 100);
    private final MixedPool pool = MixedPool.draw(MIX, 7);

    @Test
    void theShareThatIsWantedIsKnown() {
        assertThat(pool.share()).isCloseTo(MIX.wanted(), within(0.01));
        assertThat(pool.rows().stream().filter(row -> MixedPool.kind(row).equals(MixedPool.SPOILED)).count() / 5_000.0)
                .isCloseTo(MIX.spoiled(), within(0.005));
        assertThat(pool.target()).allMatch(pool::wanted).hasSize(100);
    }

    @Test
    void noPromptOfTheTargetOrOfTheExaminationIsInThePool() {
        Set<String> prompts = pool.rows().stream().map(Row::prompt).collect(Collectors.toSet());
        assertThat(pool.target()).extracting(Row::prompt).doesNotContainAnyElementsOf(prompts).doesNotHaveDuplicates();
        assertThat(MixedPool.heldOut(MIX, 100, 1)).extracting(Task::prompt).doesNotContainAnyElementsOf(prompts).doesNotHaveDuplicates();
    }

    @Test
    void rowsBecomeExercisesAgain() {
        for (Row row : pool.rows()) {
            Task task = MixedPool.task(row);
            assertThat(Grader.isCorrect(task, row.response())).isTrue();
            assertThat(task.prompt()).isEqualTo(row.prompt());
        }
    }

    @Test
    void theSameSeedDrawsTheSamePool() {
        assertThat(MixedPool.draw(MIX, 7)).isEqualTo(pool);
        assertThat(MixedPool.draw(MIX, 8)).isNotEqualTo(pool);
    }
}
