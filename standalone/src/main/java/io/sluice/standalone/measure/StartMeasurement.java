package io.sluice.standalone.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One start of {@code ./sluice up} as a user does it: from the call of the script to the line that says it is ready, on
 * free ports and with a data directory of its own, and the resident memory of all its processes at that moment.
 *
 * @param toReady wall-clock time
 */
public record StartMeasurement(Duration toReady, List<ProcessUse> processes) {

    private static final String READY = "Sluice is ready";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    /**
     * @param script  the root script
     * @param options more options of {@code up}
     * @throws IOException also when the platform doesn't start; the message has what it printed
     */
    public static StartMeasurement take(Path script, List<String> options) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("sluice-start");
        List<String> command = new ArrayList<>(List.of(script.toString(), "up", "--data", data.toString(), "--port", "0",
                "--router-port", "0", "--inference-port", "0", "--kafka-port", "0", "--redis-port", "0"));
        command.addAll(options);
        long begin = System.nanoTime();
        Process up = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            awaitReady(up);
            Duration toReady = Duration.ofNanos(System.nanoTime() - begin);
            return new StartMeasurement(toReady, ProcessUse.tree(up.toHandle()));
        } finally {
            stop(up);
            delete(data);
        }
    }

    public long residentMiB() {
        return processes.stream().mapToLong(ProcessUse::residentKibi).sum() / 1024;
    }

    /** Processor time of all processes; on a busy machine it tells more than the clock. */
    public Duration cpu() {
        return processes.stream().map(ProcessUse::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private static void awaitReady(Process up) throws IOException {
        StringBuilder printed = new StringBuilder();
        BufferedReader lines = up.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return;
            }
            printed.append(line).append('\n');
        }
        throw new IOException("the platform did not start:\n" + printed);
    }

    private static void stop(Process up) throws InterruptedException {
        up.toHandle().destroy();
        if (!up.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            up.toHandle().destroyForcibly();
        }
    }

    private static void delete(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
