package io.sluice.trainer.worker;

import io.sluice.trainer.TrainerCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code trainer worker} in a JVM of its own, so that a test can kill it as operations does. */
final class WorkerProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    WorkerProcess(Path folder, String kafka, String registry) {
        log = folder.resolve("worker.log");
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow", "-Dai.djl.offline=true",
                    TrainerCommand.class.getName(), "worker", "--kafka", kafka, "--registry", registry,
                    "--models", Path.of("..", "models").toString(), "--data", folder.resolve("files").toString(),
                    "--work", folder.resolve("work").toString(), "--checkpoint-every", "20"));
            // Surefire hides the real class path in a manifest when it is long; either form starts a JVM.
            builder.environment().put("CLASSPATH",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            builder.environment().put("OPT_OUT_TRACKING", "true");
            process = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the worker does not stop: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As Ctrl-C. */
    @Override
    public void close() {
        process.destroy();
        await();
    }
}
