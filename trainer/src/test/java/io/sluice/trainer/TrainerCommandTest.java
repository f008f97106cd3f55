package io.sluice.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.trainer.task.Split;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainerCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = TrainerCommand.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    @Test
    void printsTasksAsJsonLines() {
        assertThat(run("tasks", "--seed", "3", "--split", "calibration", "--count", "5")).isZero();
        assertThat(out.toString().lines()).hasSize(5).allSatisfy(line -> {
            JsonNode task = JsonMapper.shared().readTree(line);
            assertThat(Split.of(task.path("prompt").asString())).isEqualTo(Split.CALIBRATION);
            assertThat(task.path("completion").asString()).endsWith("#### " + task.path("answer").asString());
            assertThat(task.path("difficulty").asInt()).isBetween(1, 5);
            assertThat(task.path("task").asString()).isNotEmpty();
        });
    }

    @Test
    void trainsAFolderThatEvaluateReads(@TempDir Path models) {
        assertThat(run("train-base", "--model", "small", "--steps", "2", "--test-items", "24", "--out", models.toString()))
                .as(err.toString())
                .isZero();
        assertThat(models.resolve("sluice-small")).isDirectoryContaining(file -> file.endsWith("README.md"));
        assertThat(Files.exists(models.resolve("sluice-large"))).isFalse();
        assertThat(run("evaluate", models.resolve("sluice-small").toString(), "--items", "12")).isZero();
        assertThat(out.toString()).contains("step 2/2").contains("| **overall** | 0.0 |");
    }

    @Test
    void namesTheOptionThatIsWrong() {
        assertThat(run("train-base", "--steps", "0")).isEqualTo(2);
        assertThat(run("tasks", "--split", "none")).isEqualTo(2);
        assertThat(run("tasks", "--count", "-1")).isEqualTo(2);
        assertThat(err.toString()).contains("--steps must be at least 1").contains("--split").contains("--count must be");
    }

    @Test
    void saysWhatAFolderLacks(@TempDir Path empty) {
        assertThat(run("evaluate", empty.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("holds no model.safetensors");
    }
}
