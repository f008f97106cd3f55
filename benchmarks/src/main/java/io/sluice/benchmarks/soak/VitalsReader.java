package io.sluice.benchmarks.soak;

import io.sluice.benchmarks.serving.ServingFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads {@link Vitals} from outside: Linux' {@code /proc}, the JDK's {@code jcmd} and the service's own meters. */
final class VitalsReader {

    private static final double MB = 1 << 20;
    private static final long COLLECTION_SECONDS = 60;

    private final HttpClient client;
    private final URI metrics;
    private final long pid;
    private final Path proc;
    private final Path jcmd;

    VitalsReader(HttpClient client, URI service, long pid) throws ServingFailedException {
        this.client = client;
        this.metrics = service.resolve("/actuator/prometheus");
        this.pid = pid;
        this.proc = Path.of("/proc", Long.toString(pid));
        this.jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isReadable(proc.resolve("status"))) {
            throw new ServingFailedException("memory, threads and files of a process are read from /proc, which this system lacks");
        }
        if (!Files.isExecutable(jcmd)) {
            throw new ServingFailedException("the heap is collected by jcmd, and " + jcmd + " is missing: a JDK is needed");
        }
    }

    Vitals read(double seconds) throws IOException, InterruptedException, ServingFailedException {
        collect();
        List<String> status = Files.readAllLines(proc.resolve("status"));
        int files;
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            files = (int) open.count();
        }
        List<String> meters = client.send(HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString())
                .body().lines().toList();
        return new Vitals(seconds, number(status, "VmRSS:") / 1024, sum(meters, "jvm_memory_used_bytes", "area=\"heap\"") / MB,
                sum(meters, "jvm_buffer_memory_used_bytes", "id=\"direct\"") / MB, (int) number(status, "Threads:"), files,
                sum(meters, "sluice_kv_bytes", "") / MB, sum(meters, "sluice_prefix_bytes", "") / MB,
                (int) sum(meters, "sluice_parked_total", ""), (int) sum(meters, "sluice_running", ""), (int) sum(meters, "sluice_queue_depth", ""));
    }

    private void collect() throws IOException, InterruptedException, ServingFailedException {
        Process collection = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (!collection.waitFor(COLLECTION_SECONDS, TimeUnit.SECONDS) || collection.exitValue() != 0) {
            collection.destroyForcibly();
            throw new ServingFailedException("jcmd could not collect the heap of process " + pid);
        }
    }

    private static double number(List<String> status, String name) {
        return status.stream().filter(line -> line.startsWith(name)).mapToDouble(line -> Double.parseDouble(line.split("\\s+")[1])).findFirst().orElseThrow();
    }

    private static double sum(List<String> meters, String name, String tag) {
        return meters.stream().filter(line -> (line.startsWith(name + " ") || line.startsWith(name + "{")) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
}
