package io.sluice.e2e.harness;

import io.sluice.inference.InferenceApplication;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One more inference-service beside a platform's own: a process that knows its models, the broker and the registry. */
public final class Worker implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(180);

    private final Process process;
    private final URI address;

    private Worker(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Returns when it is ready.
     *
     * @param log of the process
     */
    public static Worker start(int port, String kafka, URI registry, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", InferenceApplication.class.getName(),
                "--server.port=" + port,
                "--sluice.kafka.bootstrap-servers=" + kafka,
                "--sluice.inference.adapters.registry=" + registry,
                "--sluice.inference.models[" + Models.SMALL + "].path=" + Models.folder(Models.SMALL),
                "--sluice.inference.models[" + Models.SMALL + "].role=small",
                "--sluice.inference.models[" + Models.LARGE + "].path=" + Models.folder(Models.LARGE),
                "--sluice.inference.models[" + Models.LARGE + "].role=large"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            Worker worker = new Worker(builder.start(), URI.create("http://127.0.0.1:" + port));
            Runtime.getRuntime().addShutdownHook(new Thread(worker::kill));
            Await.until("a worker on port " + port + ", whose log is " + log, START_LIMIT, worker::ready);
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the build says a JVM needs for the models. */
    private static List<String> flags() {
        try (InputStream file = Worker.class.getResourceAsStream("/sluice.jvm.flags")) {
            return List.of(new String(Objects.requireNonNull(file, "sluice.jvm.flags").readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ready() {
        if (!process.isAlive()) {
            throw new AssertionError("the worker ended with " + process.exitValue());
        }
        try {
            return api().get("/actuator/health/readiness").status() == 200;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    public Api api() {
        return new Api(address);
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
