package io.sluice.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraderTest {

    private static final Task TASK = new Task("add", 1, "Add: 12+13", "2+3+0=05 1+1+0=02 #### 25", "25");

    @ParameterizedTest
    @CsvSource({
        "'2+3+0=05 1+1+0=02 #### 25', true",
        "'#### 25', true",
        "'####25  ', true",
        "'#### 24 no, #### 25', true",
        "'#### 25 no, #### 24', false",
        "'#### 255', false",
        "'25', false",
        "'', false",
        "'####', false",
    })
    void readsWhatFollowsTheLastMark(String completion, boolean correct) {
        assertThat(Grader.isCorrect(TASK, completion)).isEqualTo(correct);
    }
}
