package io.sluice.selection.judging;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionsTest {

    @TempDir
    private Path folder;
    private FileDataSetStore store;
    private Questions questions;

    @BeforeEach
    void open() throws IOException {
        store = new FileDataSetStore(folder);
        questions = new Questions(new DataSets(store));
    }

    private DataSet stored(String lines) throws IOException {
        return ((Intake.Outcome.Stored) new Intake(store, 1 << 20).take(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)))).set();
    }

    private List<Question> drawn(DataSet set, int itemsMax, long seed) throws IOException {
        return ((Questions.Drawn.Sound) questions.draw(set, itemsMax, seed)).questions();
    }

    @Test
    void drawsTheSameForTheSameSeedAndEachPromptOnce() throws IOException {
        DataSet set = stored(IntStream.range(0, 100).mapToObj(i -> "{\"prompt\": \"q" + i / 2 + "\", \"completion\": \"a\"}").collect(Collectors.joining("\n")));

        assertThat(drawn(set, 1000, 1)).hasSize(50).doesNotHaveDuplicates();
        assertThat(drawn(set, 20, 1)).isEqualTo(drawn(set, 20, 1)).hasSizeBetween(10, 20).isNotEqualTo(drawn(set, 20, 2));
        assertThat(drawn(set, 1000, 1).getFirst()).isEqualTo(new Question(1, "q0", "a"));
    }

    @Test
    void plainTextAsksNothing() throws IOException {
        DataSet set = stored("{\"prompt\": \"q\", \"completion\": \"a\"}\n{\"text\": \"only text\"}");

        assertThat(questions.draw(set, 10, 1)).isInstanceOfSatisfying(Questions.Drawn.Unfit.class, unfit -> {
            assertThat(unfit.code()).isEqualTo("question_without_prompt");
            assertThat(unfit.message()).startsWith("record 2 of ");
        });
    }

    @Test
    void namesTheRowThatGivesAQuestionAway() throws IOException {
        List<Question> asked = drawn(stored("""
                {"prompt": "What is one and one?", "completion": "two"}
                {"messages": [{"role": "user", "content": "And two and two?"}, {"role": "assistant", "content": "four"}]}"""), 10, 1);

        assertThat(questions.leak(asked, "held-out questions", stored("""
                {"prompt": "What is one and two?", "completion": "three"}
                {"text": "two and two are four"}"""), "pool")).isEmpty();
        DataSet samePrompt = stored("""
                {"text": "nothing"}

                {"instruction": "And  two and\\ntwo?", "output": "five"}""");
        assertThat(questions.leak(asked, "held-out questions", samePrompt, "pool")).hasValueSatisfying(told -> assertThat(told)
                .startsWith("record 2 of the held-out questions is line 3 of the pool, " + samePrompt.digest()));
        assertThat(questions.leak(asked, "held-out questions", stored("{\"text\": \"What is one and one? two\"}"), "target"))
                .hasValueSatisfying(told -> assertThat(told).startsWith("record 1 of the held-out questions is line 1 of the target"));
    }
}
