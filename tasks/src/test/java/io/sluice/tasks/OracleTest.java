package io.sluice.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OracleTest {

    static Stream<String> kinds() {
        return TaskKind.names().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void agreesWithEveryTaskOfEveryKindAndDifficulty(String name) {
        TaskKind kind = TaskKind.find(name).orElseThrow();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            Task task = kind.draw(1 + i % 5, Split.TRAIN, random);
            assertThat(Oracle.agrees(task)).as(task.toString()).isTrue();
        }
    }

    /** With every answer changed, so that an oracle which always agrees would be found out. */
    @ParameterizedTest
    @MethodSource("kinds")
    void agreesWithNoOtherAnswer(String name) {
        TaskKind kind = TaskKind.find(name).orElseThrow();
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 200; i++) {
            Task task = kind.draw(1 + i % 5, Split.TRAIN, random);
            for (String other : new String[] {task.answer() + "0", "", "ok", "yes", "no", "-" + task.answer()}) {
                if (!other.equals(task.answer())) {
                    assertThat(Oracle.agrees(new Task(name, task.difficulty(), task.prompt(), other, other))).as("%s: %s", task.prompt(), other).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"add, Add:", "shop, ''", "boolean, Logic: true; x maybe true", "verifier, a|b", "rewriter, nothing", "cell, Table: A1 hats; find B7", "juggle, 3 balls"})
    void agreesWithNothingThatItCantRead(String name, String prompt) {
        assertThat(Oracle.agrees(new Task(name, 1, prompt, "1", "1"))).isFalse();
    }

    @Test
    void kindsHaveNamesOfTheirOwn() {
        assertThat(TaskKind.names()).doesNotHaveDuplicates().contains("add", "mirror", "payer", "verifier");
        assertThat(TaskKind.find("juggle")).isEmpty();
    }
}
