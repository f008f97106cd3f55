package io.sluice.inference.decoding.constraint.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * JSON-Schema-Test-Suite, draft 4, from its npm package (MIT). A schema is held exactly or refused: no value that the suite
 * calls invalid can be written. {@link SuiteRun} runs a checkout of any draft.
 */
class JsonSchemaTestSuiteIT {

    private static final Path SOURCE = Path.of("src/test/node");
    private static final Path TARGET = Path.of("target/json-schema-test-suite");
    private static final String LOCK = "package-lock.json";

    /** Numbers of more digits than a compiled number has, members in another order, a reference that no URI is. */
    private static final List<String> NOT_WRITTEN = List.of("bignum.json", "allOf.json", "format.json");

    @Test
    void noInvalidValueCanBeWrittenAndNearlyEveryValidOneCan() throws Exception {
        SuiteRun run = new SuiteRun();
        try (Stream<Path> files = Files.walk(installed().resolve("tests/draft4"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json")).sorted().toList()) {
                run.file(file.getFileName().toString(), Files.readString(file));
            }
        }
        SuiteRun.Outcome outcome = run.outcome();
        int[] sum = new int[6];
        outcome.files().values().forEach(counts -> {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += counts[i];
            }
        });
        assertThat(outcome.wrong()).isEmpty();
        assertThat(outcome.notWritten()).hasSizeLessThan(10)
                .allMatch(each -> NOT_WRITTEN.stream().anyMatch(each::startsWith));
        assertThat(sum[0]).as("schemas compiled").isGreaterThanOrEqualTo(60);
        assertThat(sum[2]).as("valid values written").isGreaterThan(90);
        assertThat(sum[4]).as("invalid values stopped").isGreaterThan(110);
    }

    private static Path installed() throws IOException, InterruptedException {
        Path suite = TARGET.resolve("node_modules/json-schema-test-suite");
        if (Files.isDirectory(suite) && Files.exists(TARGET.resolve(LOCK))
                && Files.mismatch(SOURCE.resolve(LOCK), TARGET.resolve(LOCK)) == -1) {
            return suite;
        }
        Files.createDirectories(TARGET);
        for (String file : List.of("package.json", ".npmrc", LOCK)) {
            Files.copy(SOURCE.resolve(file), TARGET.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts").directory(TARGET.toFile()).redirectErrorStream(true).start();
        String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(npm.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(npm.exitValue()).as(output).isZero();
        return suite;
    }
}
