package io.sluice.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Programs of the platform as processes of their own. */
public final class JavaProgram {

    private static final long SECONDS_MAX = 120;

    private JavaProgram() {
    }

    /** Runs a command to its end, which has to be a good one. */
    public static void run(String main, Object... arguments) throws IOException, InterruptedException {
        Path log = Files.createTempFile("sluice-e2e-", ".log");
        try {
            Process process = start(main, Arrays.stream(arguments).map(Object::toString).toList(), log);
            try {
                assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("%s ends", main).isTrue();
                assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /** With the flags that the build says a JVM needs for the models. */
    static Process start(String main, List<String> arguments, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        try (InputStream file = JavaProgram.class.getResourceAsStream("/sluice.jvm.flags")) {
            byte[] flags = Objects.requireNonNull(file, "sluice.jvm.flags").readAllBytes();
            command.addAll(List.of(new String(flags, StandardCharsets.UTF_8).strip().split("\\s+")));
        }
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", main));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }
}
