package io.sluice.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some rounds of the soak on the shipped models, without a clock. */
class SoakIT {

    @Test
    void everyAnswerIsRightAndNothingIsLeftOver(@TempDir Path folder) throws Exception {
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        SoakOptions options = new SoakOptions(model("sluice-small"), model("sluice-large"), Duration.ZERO, 12, Duration.ZERO, 3);
        SoakResult result = new SoakBenchmark(options, new PrintStream(progress, true, StandardCharsets.UTF_8)).run();
        assertThat(result.wrong()).isEmpty();
        assertThat(result.clean()).as("the end: %s", result.end()).isTrue();
        assertThat(result.looks()).hasSize(12).allSatisfy(look -> {
            assertThat(look.residentMb()).isPositive();
            assertThat(look.heapMb()).isBetween(1.0, 192.0);
            assertThat(look.threads()).isPositive();
            assertThat(look.files()).isPositive();
        });
        assertThat(result.end().parked()).as("sequences that lost their keys and values to others").isPositive();
        assertThat(result.trends()).as("too few looks").isNull();
        assertThat(result.passed()).isTrue();
        assertThat(result.outcomes().keySet()).contains("greedy: answered", "samples: answered", "schema: answered", "functions: answered",
                "left midway: left", "malformed: invalid_json", "greedy: overloaded");
        assertThat(progress.toString(StandardCharsets.UTF_8)).contains("resident", "round 12", "wrong 0");
        Path json = folder.resolve("soak.json");
        SoakReporter.write(result, json);
        assertThat(Files.readString(json)).contains("\"passed\" : true", "\"looks\"", "\"clean\" : true");
        assertThat(SoakReporter.text(result)).contains("too short to tell").endsWith("passed\n");
    }

    private static Path model(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("models").resolve(name))) {
            at = at.getParent();
        }
        return Objects.requireNonNull(at, "no models folder above the working directory").resolve("models").resolve(name);
    }
}
