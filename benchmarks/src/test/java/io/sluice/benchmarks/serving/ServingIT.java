package io.sluice.benchmarks.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark's short form on the smallest shipped model: what it counts, not how fast. */
class ServingIT {

    @Test
    void countsWhatTheServiceAnswers(@TempDir Path folder) throws Exception {
        ServingOptions options = new ServingOptions(List.of(small()), null, folder, List.of(1, 3), 20, 5, 300, 8, 1, Duration.ZERO, 7);
        ServingResult result = new ServingBenchmark(options, new PrintStream(OutputStream.nullOutputStream())).run();
        ServingResult.Model model = result.models().getFirst();
        assertThat(model.levels()).extracting(ServingResult.Level::inFlight).containsExactly(1.0, 3.0);
        assertThat(model.levels()).allSatisfy(level -> {
            assertThat(level.tokensPerSecond() / level.requestsPerSecond()).isCloseTo(5, offset(1e-9));
            assertThat(level.firstToken().p50()).isPositive().isLessThanOrEqualTo(level.firstToken().p99());
            assertThat(level.token().p50()).isNotNegative();
        });
        // What follows the prefix is drawn, so that two prompts may go on alike by chance.
        assertThat(model.sharedPrefix().cachedTokens()).isBetween(7 * 400, 7 * 400 + 20);
        assertThat(model.sharedPrefix().computedOnce()).isTrue();
        assertThat(model.eight().ratio()).isPositive();
        assertThat(model.longPrompt().shortDuringMillis()).isPositive();
        assertThat(model.longPrompt().boundMillis()).isPositive();
        assertThat(ServingReporter.text(result)).contains("computed once").doesNotContain("NaN");
        Path json = folder.resolve("serving.json");
        ServingReporter.write(result, json);
        assertThat(Files.readString(json)).contains("\"openLoop\"", "\"tokensPerCpuSecond\"").doesNotContain("\"llamaCpp\"");
    }

    private static Path small() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("models/sluice-small"))) {
            at = at.getParent();
        }
        return Objects.requireNonNull(at, "no models folder above the working directory").resolve("models/sluice-small");
    }
}
