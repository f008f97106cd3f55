package io.sluice.standalone.measure;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what starts cost and holds them against the targets. */
@Command(name = "start", aliases = "measure-start", mixinStandardHelpOptions = true,
        description = "Measure ./sluice up: seconds until it is ready and resident memory of all its processes.")
public final class MeasureStartCommand implements Callable<Integer> {

    private static final double SECONDS_MAX = 15;
    private static final long MEBI_MAX = 1000;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "3", description = "Starts to measure (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--processes", description = "Measure the form with a JVM for each service")
    private boolean processes;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** 0 when every run is within the targets; they hold for the form with one JVM. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path script = Path.of(System.getProperty("sluice.home", ".")).toAbsolutePath().normalize().resolve("sluice");
        // A start that has to make its caches first isn't the one to measure.
        int prepared = new ProcessBuilder(script.toString(), "prepare").inheritIO().start().waitFor();
        if (prepared != 0) {
            return prepared;
        }
        List<StartMeasurement> all = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            StartMeasurement measured = StartMeasurement.take(script, processes ? List.of("--processes") : List.of());
            all.add(measured);
            out.println(String.format(Locale.ROOT, "start %d of %d: ready after %.1f s (%.1f s of processor time), %d MiB resident",
                    run, runs, seconds(measured), measured.cpu().toMillis() / 1000.0, measured.residentMiB()));
            out.flush();
        }
        for (ProcessUse process : all.getLast().processes()) {
            out.println(String.format(Locale.ROOT, "  %-18s %5d MiB %5.1f s of processor time", process.role(),
                    process.residentKibi() / 1024, process.cpu().toMillis() / 1000.0));
        }
        double slowest = all.stream().mapToDouble(MeasureStartCommand::seconds).max().orElseThrow();
        long largest = all.stream().mapToLong(StartMeasurement::residentMiB).max().orElseThrow();
        boolean good = slowest <= SECONDS_MAX && largest <= MEBI_MAX;
        out.println(String.format(Locale.ROOT, "slowest %.1f s (target %.0f s), largest %d MiB (target %d MiB)%s", slowest,
                SECONDS_MAX, largest, MEBI_MAX, processes ? "; the targets are those of the form with one JVM" : good ? ": met" : ": MISSED"));
        return good || processes ? 0 : 1;
    }

    private static double seconds(StartMeasurement measurement) {
        return measurement.toReady().toMillis() / 1000.0;
    }
}
