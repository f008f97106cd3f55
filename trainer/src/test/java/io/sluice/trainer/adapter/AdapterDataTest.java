package io.sluice.trainer.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.tasks.Grader;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterDataTest {

    @TempDir
    Path folder;

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("data.jsonl"), List.of(lines));
    }

    @Test
    void aSkillIsTheFileThatItsSourcePrints() throws IOException {
        AdapterData skill = AdapterData.ofSkill("tail", 4, 30, 7);
        Path file = Files.writeString(folder.resolve("tail.jsonl"),
                String.join("\n", skill.train().stream().map(TaskLines::line).toList()) + "\n");
        AdapterData read = AdapterData.ofFile(file, 7);
        assertThat(read.digest()).isEqualTo(skill.digest());
        assertThat(read.train()).isEqualTo(skill.train());
        assertThat(read.name()).isEqualTo("tail");
        assertThat(skill.test()).hasSize(7).allMatch(task -> Split.of(task.prompt()) == Split.TEST);
    }

    @Test
    void linesOfTheOtherSplitsAreGradedAndNotLearned() throws IOException {
        TaskGenerator train = TaskGenerator.ofSkill("tail", 1, Split.TRAIN);
        TaskGenerator test = TaskGenerator.ofSkill("tail", 1, Split.TEST);
        AdapterData data = AdapterData.ofFile(file(TaskLines.line(test.next()), "", TaskLines.line(train.next())), 5);
        assertThat(data.train()).hasSize(1);
        assertThat(data.test()).hasSize(1).allMatch(task -> Split.of(task.prompt()) == Split.TEST);
        assertThatThrownBy(() -> AdapterData.ofFile(file(TaskLines.line(test.next())), 5))
                .isInstanceOf(IOException.class).hasMessageContaining("train split");
    }

    @Test
    void anAnswerIsWhatFollowsTheMarkOrAllOfTheCompletion() throws IOException {
        List<Task> tasks = TaskLines.read(file(
                "{\"prompt\": \"a\", \"completion\": \"1 #### 2\"}",
                "{\"prompt\": \"b\", \"completion\": \" yes \"}",
                "{\"prompt\": \"c\", \"completion\": \"so #### 3\", \"answer\": \"3\", \"task\": \"t\", \"difficulty\": 4}"));
        assertThat(tasks).extracting(Task::answer).containsExactly("2", "yes", "3");
        assertThat(tasks.getLast().name()).isEqualTo("t");
        assertThat(tasks.getLast().difficulty()).isEqualTo(4);
        assertThat(Grader.isCorrect(tasks.get(1), "yes")).isTrue();
        assertThat(Grader.isCorrect(tasks.get(1), "yes, or no")).isFalse();
    }

    @Test
    void theLineThatIsWrongIsNamed() {
        assertThatThrownBy(() -> TaskLines.read(file("{\"messages\": [{\"role\": \"assistant\", \"content\": \"a\"}]}"))).hasMessageContaining("messages");
        assertThatThrownBy(() -> TaskLines.read(file("{\"prompt\": \"a\", \"completion\": \"b\"}", "{\"prompt\": \"a\"}")))
                .isInstanceOf(IOException.class).hasMessageContaining("line 2").hasMessageContaining("completion");
        assertThatThrownBy(() -> TaskLines.read(file("{\"prompt\": ")))
                .isInstanceOf(IOException.class).hasMessageContaining("line 1 is no JSON");
        assertThatThrownBy(() -> TaskLines.read(file("{\"prompt\": 3, \"completion\": \"b\"}")))
                .hasMessageContaining("\"prompt\"");
    }

    @Test
    void rowsOfADataSetAreReadInEveryFormAndWhatIsNoneIsSetAside() throws IOException {
        Path set = folder.resolve("set.jsonl");
        Files.write(set, ("\ufeff{\"text\":\"plain\",\"id\":7}\r\n{\"instruction\":\"Do\",\"input\":\"it\",\"output\":\"done\"}\n"
                + "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"},"
                + "{\"role\":\"user\",\"content\":\"thanks\"}]}\n\n{\"prompt\":\"p\"}\n{\"text\":\"Gr\u00fc").getBytes(StandardCharsets.UTF_8));
        Files.write(set, new byte[] {(byte) 0xc3, '"', '}', '\n'}, StandardOpenOption.APPEND);
        TaskLines.Rows rows = TaskLines.rows(set);
        assertThat(rows.lines()).extracting(line -> line.task().prompt()).containsExactly("", "Do\n\nit", "system: s\nuser: q");
        assertThat(rows.lines()).extracting(line -> line.task().completion()).containsExactly("plain", "done", "a");
        assertThat(rows.setAside()).isEqualTo(2);
        AdapterData data = AdapterData.ofDataSet(set, "here", List.of("there"), 4);
        assertThat(data.train()).extracting(Task::prompt).containsExactly("", "\n\nit", "r: q");
        assertThat(data.train()).extracting(Task::completion).containsExactly("plai", "done", "a");
        assertThatThrownBy(() -> AdapterData.ofDataSet(file("broken"), "here", List.of(), 4)).hasMessageContaining("none of its 1 records");
    }

    @Test
    void plainTextsAreSplitByWhatTheySay() throws IOException {
        String[] lines = IntStream.range(0, 200).mapToObj(i -> "{\"text\": \"text number " + i + "\"}").toArray(String[]::new);
        AdapterData data = AdapterData.ofFile(file(lines), 200);
        assertThat(data.train()).hasSizeBetween(160, 195);
        assertThat(data.train().size() + data.test().size()).isEqualTo(200);
    }

    @Test
    void replayIsTheShareOfTheOldMix() {
        AdapterData skill = AdapterData.ofSkill("tail", 4, 30, 1);
        MixedTasks mixed = new MixedTasks(skill.train(), 0.25, 9);
        List<Task> drawn = Stream.generate(mixed).limit(2_000).toList();
        assertThat(drawn.stream().filter(task -> TaskGenerator.names().contains(task.name())).count()).isBetween(420L, 580L);
        // Between two uses of an example lie all the others.
        List<Task> own = drawn.stream().filter(task -> task.name().equals("tail")).toList();
        assertThat(own.subList(0, 30)).containsExactlyInAnyOrderElementsOf(skill.train());
        assertThat(own.subList(30, 60)).containsExactlyInAnyOrderElementsOf(skill.train());
        assertThat(Stream.generate(new MixedTasks(skill.train(), 0, 9)).limit(100)).allMatch(task -> task.name().equals("tail"));
    }

    @Test
    void rowsOfADataSetAreReadWhateverTheirForm() throws IOException {
        List<Task> tasks = TaskLines.read(file(
                "{\"instruction\": \"Add\", \"input\": \"1 2\", \"output\": \"1+2 #### 3\"}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"q\"}, {\"role\": \"assistant\", \"content\": \"a\"}]}",
                "{\"messages\": [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"user\", \"content\": \"q\"}, {\"role\": \"assistant\", \"content\": \"a\"}]}"));

        assertThat(tasks).extracting(Task::prompt).containsExactly("Add\n\n1 2", "q", "system: s\nuser: q");
        assertThat(tasks).extracting(Task::answer).containsExactly("3", "a", "a");
    }
}
