package io.sluice.benchmarks.selection;

import io.sluice.selection.local.SelectCommand;
import io.sluice.selection.row.Row;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs {@code ./sluice select} over pools of growing size with a heap that is smaller than most of them. The heap has all of its memory
 * from the beginning, since one that grows as it likes makes short runs look thrifty.
 */
final class MemoryMeasurement {

    private static final int HEAP_MEGABYTES = 64;
    private static final long LOOK_MILLIS = 50;
    private static final double MEGABYTE = 1 << 20;
    private static final double KILOBYTES = 1024;
    private static final String BUDGET = "0.01";

    private final MixedPool pool;
    private final Path folder;

    /** @param folder for pools and what is on the way; what this makes there is deleted again */
    MemoryMeasurement(MixedPool pool, Path folder) {
        this.pool = pool;
        this.folder = folder;
    }

    MemoryRow run(Contender contender, int rows) throws IOException, InterruptedException {
        Path own = Files.createTempDirectory(folder, "memory");
        try {
            Path target = own.resolve("target.jsonl");
            Path file = own.resolve("pool.jsonl");
            write(target, pool.target(), pool.target().size());
            write(file, pool.rows(), rows);
            List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC", "-Xms" + HEAP_MEGABYTES + "m", "-Xmx" + HEAP_MEGABYTES + "m", "-XX:+AlwaysPreTouch", "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow", "-Dlogback.configurationFile=select-logback.xml", "-cp", System.getProperty("java.class.path"),
                    SelectCommand.class.getName(), "--pool", file.toString(), "--target", target.toString(), "--selector", contender.selector(),
                    "--budget", BUDGET, "--out", own.resolve("chosen.jsonl").toString(), "--threads", "1"));
            for (Map.Entry<String, ?> setting : contender.settings().entrySet()) {
                command.addAll(List.of("--set", setting.getKey() + "=" + setting.getValue()));
            }
            return measured(contender, rows, Files.size(file) / MEGABYTE, command, own.resolve("log"));
        } finally {
            delete(own);
        }
    }

    private static MemoryRow measured(Contender contender, int rows, double megabytes, List<String> command, Path log)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            double peak = Double.NaN;
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                double now = anonymous(process.pid());
                peak = Double.isNaN(peak) || now > peak ? now : peak;
            }
            if (process.exitValue() != 0) {
                throw new IOException("the selection of " + rows + " rows ended with " + process.exitValue() + ": " + Files.readString(log));
            }
            return new MemoryRow(contender.name(), rows, megabytes, HEAP_MEGABYTES, peak, (System.nanoTime() - begin) / 1e9);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Megabytes of a process that no file is behind; NaN where the system doesn't tell, or the process has just ended. */
    private static double anonymous(long process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:")).mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KILOBYTES)
                    .findFirst().orElse(Double.NaN);
        } catch (IOException gone) {
            return Double.NaN;
        }
    }

    /** So many, each with a number of its own, so that none is a duplicate. */
    private static void write(Path file, List<Row> rows, int count) throws IOException {
        JsonMapper json = JsonMapper.shared();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < count; i++) {
                Row row = rows.get(i % rows.size());
                out.write(json.writeValueAsString(Map.of("prompt", row.prompt() + " (no. " + i + ")", "completion", row.response())));
                out.write('\n');
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
