package io.sluice.benchmarks.serving;

import io.sluice.inference.InferenceApplication;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The inference-service in a process of its own with this JVM's flags and class path; closing ends it. */
public final class ServiceProcess implements AutoCloseable {

    static final String MODEL = "served";
    private static final Duration READY_MAX = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 200;
    private static final long CLOSE_SECONDS = 20;

    private final Process process;
    private final URI address;
    private final Path log;
    /** Whoever ends this program in the middle of a measurement ends the service too. */
    private final Thread atExit;

    private ServiceProcess(Process process, URI address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
        this.atExit = Thread.ofPlatform().unstarted(process::destroy);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** With one model; returns when it is loaded. */
    static ServiceProcess start(ServedFolder folder, int slots, HttpClient client) throws IOException, ServingFailedException, InterruptedException {
        return start(List.of(), List.of("--sluice.inference.slots=" + slots, "--sluice.inference.queue=256",
                "--sluice.inference.models." + MODEL + ".path=" + folder.path().toAbsolutePath(),
                "--sluice.inference.models." + MODEL + ".role=large"), client);
    }

    /**
     * Returns when the models are loaded.
     *
     * @param flags    of the JVM, beside this one's
     * @param settings of the service, as on its command line
     */
    public static ServiceProcess start(List<String> flags, List<String> settings, HttpClient client)
            throws IOException, ServingFailedException, InterruptedException {
        int port = freePort();
        Path log = Files.createTempFile("sluice-serving-", ".log");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), InferenceApplication.class.getName(), "--server.port=" + port));
        command.addAll(settings);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        ServiceProcess service = new ServiceProcess(process, URI.create("http://127.0.0.1:" + port), log);
        try {
            service.awaitReady(client);
            return service;
        } catch (IOException | ServingFailedException | InterruptedException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady(HttpClient client) throws IOException, ServingFailedException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(address.resolve("/actuator/health/readiness")).timeout(Duration.ofSeconds(5)).build();
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (System.nanoTime() < deadline) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new ServingFailedException("the inference-service ended with status " + process.exitValue() + "; its log is " + log);
            }
            try {
                if (client.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // It does not listen before it has started; the deadline bounds how often this is tried.
            }
        }
        throw new ServingFailedException("the model was not ready after " + READY_MAX.toMinutes() + " min; the log is " + log);
    }

    public URI address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    double cpuSeconds() {
        return process.info().totalCpuDuration().map(used -> used.toNanos() / 1e9).orElse(Double.NaN);
    }

    /** One of the service's own meters, by its name in Prometheus' text; NaN when it has none of that name. */
    double meter(String name, HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/actuator/prometheus")).timeout(Duration.ofSeconds(30)).build();
        return client.send(request, BodyHandlers.ofString()).body().lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).findFirst().orElse(Double.NaN);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            // The program is ending, and the hook does what follows here too.
        }
        process.destroy();
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
