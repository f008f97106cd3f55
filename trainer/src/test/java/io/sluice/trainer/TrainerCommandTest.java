package io.sluice.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tasks.Split;
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
    void trainsAnAdapterInTwoHalves(@TempDir Path out) {
        String[] halves = {"adapter", "--kind", "soft-prompt", "--task", "min", "--base", "../models/sluice-small",
            "--out", out.toString(), "--steps", "4", "--batch", "4", "--examples", "20", "--test-items", "6", "--stop-after", "2"};
        assertThat(run(halves)).as(err.toString()).isZero();
        assertThat(out).isDirectoryContaining(file -> file.endsWith("checkpoint.safetensors"));
        halves[halves.length - 2] = "--resume";
        assertThat(run(java.util.Arrays.copyOf(halves, halves.length - 1))).as(err.toString()).isZero();
        assertThat(this.out.toString()).contains("stopped after step 2").contains("step 4/4").contains("min: ").contains("old mix");
        assertThat(out).isDirectoryContaining(file -> file.endsWith("adapter_model.safetensors"));
        assertThat(out).isDirectoryNotContaining(file -> file.endsWith("checkpoint.safetensors"));
    }

    @Test
    void saysWhatAnAdapterLacks(@TempDir Path out) {
        String base = "../models/sluice-small";
        assertThat(run("adapter", "--kind", "lora", "--out", "x")).isEqualTo(2);
        assertThat(run("adapter", "--kind", "lora", "--task", "juggle", "--out", "x")).isEqualTo(2);
        assertThat(run("adapter", "--kind", "none", "--task", "min", "--out", "x")).isEqualTo(2);
        assertThat(run("adapter", "--kind", "lora", "--task", "min", "--replay", "1", "--out", "x")).isEqualTo(2);
        assertThat(run("adapter", "--kind", "lofit", "--heads", "99", "--task", "min", "--base", base, "--out", out.toString()))
                .isEqualTo(2);
        assertThat(run("adapter", "--kind", "lora", "--task", "min", "--base", base, "--out", out.toString(), "--resume"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--data").contains("must be one of [mirror").contains("soft-prompt")
                .contains("--replay can't be 1.0").contains("99 heads").contains("no checkpoint");
    }

    @Test
    void namesTheOptionThatIsWrong() {
        assertThat(run("train-base", "--steps", "0")).isEqualTo(2);
        assertThat(run("tasks", "--split", "none")).isEqualTo(2);
        assertThat(run("tasks", "--count", "-1")).isEqualTo(2);
        assertThat(run("tasks", "--task", "juggle")).isEqualTo(2);
        assertThat(err.toString()).contains("--steps must be at least 1").contains("--split").contains("--count must be");
    }

    @Test
    void saysWhatAFolderLacks(@TempDir Path empty) {
        assertThat(run("evaluate", empty.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("holds no model.safetensors");
    }
}
