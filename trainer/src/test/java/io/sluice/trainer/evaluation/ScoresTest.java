package io.sluice.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tasks.Task;
import org.junit.jupiter.api.Test;

class ScoresTest {

    @Test
    void countsByKindAndDifficulty() {
        Scores scores = new Scores();
        scores.add(new Task("add", 1, "", "", ""), true);
        scores.add(new Task("add", 1, "", "", ""), false);
        scores.add(new Task("add", 3, "", "", ""), true);
        scores.add(new Task("sort", 3, "", "", ""), true);
        assertThat(scores.overall()).isEqualTo(new Scores.Score(3, 4));
        assertThat(scores.byTask()).containsEntry("add", new Scores.Score(2, 3));
        assertThat(scores.byDifficulty()).containsEntry(3, new Scores.Score(2, 2));
        assertThat(scores.table())
                .contains("| add | 66.7 | 50.0 | – | 100.0 | – | – |")
                .contains("| **overall** | 75.0 | 50.0 | – | 100.0 | – | – |");
    }
}
