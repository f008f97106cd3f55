package io.sluice.benchmarks;

import io.sluice.benchmarks.adapter.SeedMean;
import io.sluice.benchmarks.adapter.StepJournal;
import io.sluice.benchmarks.mixing.MixingBenchmark;
import io.sluice.benchmarks.mixing.MixingRow;
import io.sluice.benchmarks.mixing.MixingSetup;
import io.sluice.benchmarks.mixing.NoiseBenchmark;
import io.sluice.benchmarks.mixing.NoiseRow;
import io.sluice.benchmarks.mixing.NoiseSetup;
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
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./sluice bench mixing}: what is kept of special skills when a general one is learned after them, and what mistakes in rows cost. */
@Command(name = "mixing", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "DMT beside other orders of the same data: what the model learns, and what it keeps; and the same rows with and without mistakes.")
final class MixingCommand implements Callable<Integer> {

    private static final String ORDERS = "mixing-orders";
    private static final String NOISES = "mixing-noise";

    /** What can be measured by itself. */
    private enum Part {
        ORDERS, NOISE
    }

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

    @Option(names = "--seeds", split = ",", defaultValue = "1,2,3", description = "of data and order")
    private List<Long> seeds = List.of();

    @Option(names = "--test-items", defaultValue = "200", description = "of each skill")
    private int testItems;

    @Option(names = "--parts", split = ",", defaultValue = "orders,noise", description = "orders of mixed data, mistakes in it: ${COMPLETION-CANDIDATES}")
    private Set<Part> parts = Set.of();

    @Option(names = "--noised", defaultValue = "story", description = "the kind of exercise whose solutions get mistakes")
    private String noised = "story";

    @Option(names = "--noised-rows", defaultValue = "1500")
    private int noisedRows;

    @Option(names = "--contaminations", split = ",", defaultValue = "0.1,0.3,0.5", description = "shares of its rows that get mistakes")
    private List<Double> contaminations = List.of();

    @Option(names = "--intensity", defaultValue = "0.5", description = "chance of a mistake, of each number or step of such a row")
    private double intensity;

    @Option(names = "--fresh", description = "measure again what an earlier run of this code has measured")
    private boolean fresh;

    @Option(names = "--journal", description = "folder for what was measured, so that a stopped run goes on (default: in the cache of bench engine)")
    private @Nullable Path journal;

    @Option(names = "--json", description = "write all rows to this file")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        MixingSetup setup;
        NoiseSetup noise;
        try {
            setup = new MixingSetup(base, special, specialRows, general, generalRows, fractions, epochs, seeds, testItems);
            noise = new NoiseSetup(base, noised, noisedRows, contaminations, intensity, epochs, seeds, testItems);
            if (seeds.size() > SeedMean.SEEDS_MAX) {
                throw new IllegalArgumentException("there are at most " + SeedMean.SEEDS_MAX + " seeds");
            }
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        Threads.use(1);
        Path folder = Files.createDirectories(Objects.requireNonNullElse(journal, EngineCommand.defaultCache().resolve("mixing")));
        String code = System.getProperty("sluice.revision", "");
        if (fresh) {
            Files.deleteIfExists(StepJournal.file(folder, ORDERS));
            Files.deleteIfExists(StepJournal.file(folder, NOISES));
        }
        Path work = Files.createTempDirectory("sluice-mixing");
        try {
            List<MixingRow> orders = !parts.contains(Part.ORDERS) ? List.of()
                    : new MixingBenchmark(setup, new StepJournal<>(folder, ORDERS, code, MixingRow.class), MixingCommand::print).run(work);
            List<NoiseRow> noises = !parts.contains(Part.NOISE) ? List.of()
                    : new NoiseBenchmark(noise, new StepJournal<>(folder, NOISES, code, NoiseRow.class), MixingCommand::print).run(work);
            summary(orders);
            noiseSummary(noises);
            if (json != null) {
                Files.writeString(json, JsonMapper.shared().writerWithDefaultPrettyPrinter()
                        .writeValueAsString(Map.of("rows", orders, "noise", noises)) + "\n");
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

    private static void print(NoiseRow row) {
        System.out.printf(Locale.ROOT, "seed %d  %-8s %3.0f %% %5d rows %4d steps %6.1f CPU s   mistakes in %5.1f %%  wrong answers %5.1f %%  right %5.1f %%%n",
                row.seed(), row.noise(), 100 * row.contamination(), row.rows(), row.steps(), row.cpuSeconds(), 100 * row.noised(), 100 * row.wrong(),
                100 * row.accuracy());
    }

    private static void summary(List<MixingRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Map<String, List<MixingRow>> orders = new LinkedHashMap<>();
        rows.forEach(row -> orders.computeIfAbsent(row.order(), order -> new ArrayList<>()).add(row));
        System.out.printf("%nMeans over seeds, with 95 %% intervals%n%-18s %6s %8s %22s %22s %22s%n", "", "seeds", "steps", "special", "general", "old");
        orders.forEach((order, each) -> System.out.printf(Locale.ROOT, "%-18s %6d %8.0f %22s %22s %22s%n", order, each.size(),
                each.stream().mapToInt(MixingRow::steps).average().orElseThrow(),
                mean(each.stream().map(MixingRow::special)), mean(each.stream().map(MixingRow::general)), mean(each.stream().map(MixingRow::old))));
    }

    private static void noiseSummary(List<NoiseRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Map<String, List<NoiseRow>> noises = new LinkedHashMap<>();
        rows.forEach(row -> noises.computeIfAbsent(String.format(Locale.ROOT, "%s %.2f", row.noise(), row.contamination()), noise -> new ArrayList<>()).add(row));
        System.out.printf("%nMeans over seeds, with 95 %% intervals%n%-18s %6s %22s %22s %22s%n", "", "seeds", "rows with mistakes", "wrong answers", "right");
        noises.forEach((noise, each) -> System.out.printf(Locale.ROOT, "%-18s %6d %22s %22s %22s%n", noise, each.size(),
                mean(each.stream().map(NoiseRow::noised)), mean(each.stream().map(NoiseRow::wrong)), mean(each.stream().map(NoiseRow::accuracy))));
    }

    /** In per cent. */
    private static String mean(Stream<Double> values) {
        SeedMean mean = SeedMean.of(values.map(value -> 100 * value).toList());
        return mean.range() == null ? String.format(Locale.ROOT, "%.1f", mean.mean())
                : String.format(Locale.ROOT, "%.1f (%.1f to %.1f)", mean.mean(), mean.range().from(), mean.range().to());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
