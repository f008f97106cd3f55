package io.sluice.inference.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... arguments) {
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        return CalibrateCommand.run(arguments, stream, stream);
    }

    private Path prompts(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    @Test
    void writesAFileThatAWorkerReads() throws IOException {
        Path base = TinyModelFolder.llama().writeTo(folder.resolve("tiny"));
        Path adapter = AdapterFolder.lora(folder.resolve("lora"), 1);
        Path own = prompts("own.jsonl", "{\"prompt\": \"one\", \"answer\": \"1\"}", "", "{\"prompt\": \"two\"}");
        Path out = folder.resolve("selection.json");
        assertThat(run("--base", base.toString(), "--adapter", "sums=" + adapter + "=" + own,
                "--out", out.toString())).as(said.toString(StandardCharsets.UTF_8)).isZero();
        SelectionFile read = SelectionFile.read(out);
        assertThat(read.base()).isEqualTo("tiny");
        assertThat(read.spread()).hasSize(AdapterFolder.WIDTH);
        assertThat(read.adapters()).singleElement().satisfies(entry -> {
            assertThat(entry.task()).isEqualTo("sums");
            assertThat(entry.mixture()).isNull();
            assertThat(entry.centroid()).hasSize(AdapterFolder.WIDTH);
        });
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(run("--base", "x")).isEqualTo(2);
        assertThat(run("--adapter")).isEqualTo(2);
        assertThat(run("--what", "x")).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("--adapter and --out are needed", "--adapter needs a value", "what is --what?");
    }

    @Test
    void promptsThatAreNoneAreTold() throws IOException {
        Path none = prompts("none.jsonl", "{\"text\": \"one\"}");
        assertThat(run("--base", "x", "--adapter", "a=b=" + none, "--out", "o")).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("has no line with a prompt");
    }

    @Test
    void aFileOfAnotherShapeIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("selection.json"), "{\"base\": \"a\", \"baseDigest\": \"b\", \"spread\": [1], \"adapters\": []}");
        assertThatThrownBy(() -> SelectionFile.read(file)).isInstanceOf(ModelRefusedException.class).hasMessageContaining("lacks a field");
        Path text = Files.writeString(folder.resolve("text.json"), "no");
        assertThatThrownBy(() -> SelectionFile.read(text)).isInstanceOf(ModelRefusedException.class).hasMessageContaining("can't be read");
    }
}
