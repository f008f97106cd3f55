package io.sluice.benchmarks;

import io.sluice.benchmarks.mixing.MixingBenchmark;
import io.sluice.benchmarks.mixing.MixingRow;
import io.sluice.benchmarks.mixing.MixingSetup;
import io.sluice.trainer.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./sluice bench mixing}: what is kept of special skills when a general one is learned after them. */
@Command(name = "mixing", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "DMT beside other orders of the same data: what the model learns, and what it keeps.")
final class MixingCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--base", defaultValue = "models/sluice-small", description = "folder of the model, which is tuned whole")
    private Path base = Path.of("models/sluice-small");

    @Option(names = "--special", split = ",", defaultValue = "rotate,min", description = "skills that take much data")
    private List<String> special = List.of();

    @Option(names = "--special-rows", defaultValue = "2000", description = "of each")
    private int specialRows;

    @Option(names = "--general", defaultValue = "tail", description = "the skill that is learned after them")
    private String general = "tail";

    @Option(names = "--general-rows", defaultValue = "1500")
    private int generalRows;

    @Option(names = "--fractions", split = ",", defaultValue = "0,0.00390625,0.0625,0.25", description = "k of DMT; 0: none is seen again")
    private List<Double> fractions = List.of();

    @Option(names = "--epochs", defaultValue = "4", description = "how often each row of a stage is read")
    private double epochs;

    @Option(names = "--seeds", split = ",", defaultValue = "1,2", description = "of data and order")
    private List<Long> seeds = List.of();

    @Option(names = "--test-items", defaultValue = "200", description = "of each skill")
    private int testItems;

    @Option(names = "--json", description = "write all rows to this file")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        MixingSetup setup;
        try {
            setup = new MixingSetup(base, special, specialRows, general, generalRows, fractions, epochs, seeds, testItems);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        Threads.use(1);
        Path work = Files.createTempDirectory("sluice-mixing");
        try {
            List<MixingRow> rows = new MixingBenchmark(setup, MixingCommand::print).run(work);
            summary(rows);
            if (json != null) {
                Files.writeString(json, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("rows", rows)) + "\n");
                System.out.println("written to " + json);
            }
        } finally {
            delete(work);
        }
        return 0;
    }

    private static void print(MixingRow row) {
        System.out.printf(Locale.ROOT, "seed %d  %-18s %5d rows %4d steps %6.1f CPU s   special %5.1f %%  general %5.1f %%  old %5.1f %%%n",
                row.seed(), row.order(), row.rows(), row.steps(), row.cpuSeconds(), 100 * row.special(), 100 * row.general(), 100 * row.old());
    }

    private static void summary(List<MixingRow> rows) {
        Map<String, List<MixingRow>> orders = new LinkedHashMap<>();
        rows.forEach(row -> orders.computeIfAbsent(row.order(), order -> new ArrayList<>()).add(row));
        System.out.printf("%nMeans over seeds%n%-18s %8s %8s %8s %8s%n", "", "steps", "special", "general", "old");
        orders.forEach((order, each) -> System.out.printf(Locale.ROOT, "%-18s %8.0f %8.1f %8.1f %8.1f%n", order,
                each.stream().mapToInt(MixingRow::steps).average().orElseThrow(),
                100 * each.stream().mapToDouble(MixingRow::special).average().orElseThrow(),
                100 * each.stream().mapToDouble(MixingRow::general).average().orElseThrow(),
                100 * each.stream().mapToDouble(MixingRow::old).average().orElseThrow()));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
