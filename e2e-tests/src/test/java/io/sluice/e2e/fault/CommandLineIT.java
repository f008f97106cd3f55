package io.sluice.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Models;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./sluice up} as a person at a terminal meets it, without the script's build. */
class CommandLineIT {

    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final List<String> ANY_PORTS = List.of("--port", "0", "--router-port", "0", "--inference-port", "0",
            "--registry-port", "0", "--workflow-port", "0", "--selection-port", "0", "--kafka-port", "0", "--redis-port", "0");

    @TempDir
    Path folder;

    @Test
    void showsALineThatWorksWhenPastedAndLeavesNoProcessAfterCtrlC() throws Exception {
        Process up = up(ANY_PORTS);
        try {
            String welcome = Await.until("the platform is ready", START_LIMIT, this::output,
                    text -> text.contains("Ctrl-C") || !up.isAlive());
            String curl = welcome.lines().filter(line -> line.startsWith("curl ")).findFirst().orElseThrow(
                    () -> new AssertionError(welcome));
            List<ProcessHandle> all = up.descendants().toList();

            String answer = new String(new ProcessBuilder("bash", "-c", curl).start().getInputStream().readAllBytes());
            signal("-INT", up.pid());

            assertThat(Json.read(answer).get("choices").get(0).get("message").get("content").asString()).isNotBlank();
            assertThat(up.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends: " + output()).isTrue();
            assertThat(all).hasSizeGreaterThanOrEqualTo(3).noneMatch(ProcessHandle::isAlive);
        } finally {
            up.destroyForcibly();
        }
    }

    @Test
    void saysWhichPartDiedAndStopsTheRest() throws Exception {
        Process up = up(ANY_PORTS);
        try {
            Await.until("the platform is ready", START_LIMIT, this::output,
                    text -> text.contains("Ctrl-C") || !up.isAlive());
            List<ProcessHandle> all = up.descendants().toList();
            ProcessHandle redis = all.stream()
                    .filter(process -> process.info().command().orElse("").contains("redis")).findFirst().orElseThrow();

            redis.destroyForcibly();

            assertThat(up.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends: " + output()).isTrue();
            assertThat(up.exitValue()).isEqualTo(1);
            assertThat(output()).contains("redis (process " + redis.pid() + ")").contains("killed");
            assertThat(all).noneMatch(ProcessHandle::isAlive);
        } finally {
            up.destroyForcibly();
        }
    }

    @Test
    void namesThePortThatIsInUseAndTheOptionThatChangesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<String> arguments = new ArrayList<>(ANY_PORTS);
            arguments.set(1, Integer.toString(taken.getLocalPort()));

            Process up = up(arguments);

            assertThat(up.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(up.exitValue()).isEqualTo(1);
            assertThat(output()).contains("Port " + taken.getLocalPort()).contains("in use").contains("--port");
        }
    }

    private Process up(List<String> arguments) throws IOException {
        // A run in the background may have been told to ignore Ctrl-C, which children inherit; a terminal's child is not.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx96m",
                "-Dsluice.home=" + Models.root(), "io.sluice.standalone.SluiceCommand", "up",
                "--no-start-cache", "--data", folder.resolve("data").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor()).isZero();
    }
}
