package io.sluice.benchmarks;

import io.sluice.benchmarks.selection.real.RealBenchmark;
import io.sluice.benchmarks.selection.real.RealReporter;
import io.sluice.benchmarks.selection.real.RealResult;
import io.sluice.trainer.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench real-selection}: selectors on the text of this machine's packages. Exit status 1: it has too little text. */
@Command(name = "real-selection", mixinStandardHelpOptions = true,
        description = "What selectors of training data find among the manual pages, licences, changelogs and sources that packages installed.")
final class RealSelectionCommand implements Callable<Integer> {

    /** What can be measured by itself. */
    private enum Part {
        PLAIN, MODELS
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--root", defaultValue = "/usr", description = "where the packages lie (default ${DEFAULT-VALUE})")
    private Path root = Path.of("/usr");

    @Option(names = "--java-source", description = "a src.zip of Java's sources (default: that of the JDK in use, if it has one)")
    private @Nullable Path javaSource;

    @Option(names = "--sample", defaultValue = "200", description = "passages of a target (default ${DEFAULT-VALUE})")
    private int sample;

    @Option(names = "--passages", defaultValue = "1100", description = "of each kind in the pool (default ${DEFAULT-VALUE})")
    private int passages;

    @Option(names = "--seed", defaultValue = "1", description = "of everything drawn (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--base", defaultValue = "models/sluice-small", description = "that models are trained from (default ${DEFAULT-VALUE})")
    private Path base = Path.of("models/sluice-small");

    @Option(names = "--parts", split = ",", defaultValue = "plain,models", description = "selectors that need no model, and those that ask models, "
            + "which takes minutes (default ${DEFAULT-VALUE})")
    private Set<Part> parts = Set.of();

    @Option(names = "--fresh", description = "ask models again what an earlier run of this code has asked them")
    private boolean fresh;

    @Option(names = "--journal", description = "folder for what models said, so that a stopped run goes on (default: in the cache of bench engine)")
    private @Nullable Path journal;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Option(names = "--svg", description = "draw each selector's precision by kind into this file")
    private @Nullable Path svg;

    @Override
    public Integer call() throws Exception {
        if (sample < 1 || sample > 10_000 || passages < 20 || passages > 100_000) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--sample has to be 1 to 10000 and --passages 20 to 100000");
        }
        Path zip = javaSource == null ? Path.of(System.getProperty("java.home"), "lib", "src.zip") : javaSource;
        if (javaSource != null && !Files.isReadable(javaSource)) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--java-source: can't read " + javaSource);
        }
        Threads.use(1);
        RealResult result;
        try {
            result = new RealBenchmark(new RealBenchmark.Plan(root, Files.isReadable(zip) ? zip : null, sample, passages, seed,
                    parts.contains(Part.PLAIN), parts.contains(Part.MODELS) ? models() : null), System.err::println).run();
        } catch (RealBenchmark.TooLittleText little) {
            System.err.println(little.getMessage());
            return 1;
        }
        RealReporter.print(result, System.out);
        if (json != null) {
            RealReporter.write(result, json);
            System.out.println("written to " + json);
        }
        if (svg != null) {
            RealReporter.draw(result, svg);
            System.out.println("drawn into " + svg);
        }
        return 0;
    }

    private RealBenchmark.Models models() throws IOException {
        Path folder = Files.createDirectories(Objects.requireNonNullElse(journal, EngineCommand.defaultCache().resolve("selection")));
        if (fresh) {
            RealBenchmark.forget(folder);
        }
        return new RealBenchmark.Models(base, RealBenchmark.Models.USUAL, folder, System.getProperty("sluice.revision", ""));
    }
}
