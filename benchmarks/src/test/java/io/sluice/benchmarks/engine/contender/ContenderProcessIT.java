package io.sluice.benchmarks.engine.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContenderProcessIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private ContenderProcess shell(String script) throws ContenderFailedException {
        return ContenderProcess.start("shell", List.of("sh", "-c", script), folder, folder.resolve("log"));
    }

    @Test
    void asksAndAnswersLineByLine() throws ContenderFailedException {
        try (ContenderProcess process = shell("while read line; do echo '{\"seconds\": 2.5, \"describe\": \"x\"}'; done")) {
            Loaded loaded = process.ask(Command.load("model", 1, 8), Loaded.class, LONG);
            assertThat(loaded).isEqualTo(new Loaded(2.5, "x"));
            assertThat(process.ask(Command.warm(1), Map.class, LONG)).containsEntry("describe", "x");
        }
    }

    @Test
    void tellsWhyAProcessEnded() throws ContenderFailedException {
        try (ContenderProcess process = shell("read line; echo 'Exception in thread \"main\" java.lang.Error: no luck' >&2; exit 3")) {
            assertThatThrownBy(() -> process.ask(Command.warm(1), Map.class, LONG)).isInstanceOf(ContenderFailedException.class)
                    .hasMessageContaining("shell ended during warm").hasMessageContaining("no luck");
        }
    }

    @Test
    void givesUpOnOneThatDoesNotAnswer() throws ContenderFailedException {
        try (ContenderProcess process = shell("read line; exec sleep 600")) {
            assertThatThrownBy(() -> process.ask(Command.warm(1), Map.class, Duration.ofMillis(50)))
                    .isInstanceOf(ContenderFailedException.class).hasMessageContaining("did not answer warm");
        }
    }

    @Test
    void saysSoWhenThereIsNoSuchProgram() {
        assertThatThrownBy(() -> ContenderProcess.start("nothing", List.of("/no/such/program"), folder, folder.resolve("log")))
                .isInstanceOf(ContenderFailedException.class).hasMessageContaining("nothing can't be started");
    }

    @Test
    void readsMemory() throws ContenderFailedException {
        try (ContenderProcess memory = new JavaContenders(folder, List.of()).memory()) {
            assertThat(memory.ask(Command.bandwidth(2, 0), Bandwidth.class, LONG).bytesPerSecond()).isPositive();
        }
    }
}
