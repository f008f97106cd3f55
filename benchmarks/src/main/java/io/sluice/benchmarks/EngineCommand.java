package io.sluice.benchmarks;

import io.sluice.benchmarks.engine.EngineBenchmark;
import io.sluice.benchmarks.engine.EngineName;
import io.sluice.benchmarks.engine.EngineOptions;
import io.sluice.benchmarks.engine.EngineReporter;
import io.sluice.benchmarks.engine.EngineResult;
import io.sluice.benchmarks.engine.model.Format;
import io.sluice.benchmarks.engine.model.ModelCache;
import io.sluice.benchmarks.engine.model.ModelShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench engine}: the engine beside jlama and llama.cpp. Exit status 1: a target missed or not measured. */
@Command(name = "engine", mixinStandardHelpOptions = true,
        description = "Speed of the engine beside stock jlama and llama.cpp, on the same random 1.24 B-parameter model.")
final class EngineCommand implements Callable<Integer> {

    private static final int FULL_STARTS = 5;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Option(names = "--quick", description = "one start, fewer rounds: within ten minutes on two cores")
    private boolean quick;

    @Option(names = "--formats", split = ",", defaultValue = "Q4_0,Q8_0,BF16", description = "weights (default ${DEFAULT-VALUE})")
    private List<String> formats = List.of();

    @Option(names = "--threads", split = ",", defaultValue = "1,2", description = "numbers of threads (default ${DEFAULT-VALUE})")
    private List<Integer> threads = List.of();

    @Option(names = "--engines", split = ",", defaultValue = "sluice,jlama,llama.cpp", description = "contenders (default ${DEFAULT-VALUE})")
    private List<String> engines = List.of();

    @Option(names = "--starts", description = "processes of each contender for each line (default 5, with --quick 1)")
    private @Nullable Integer starts;

    @Option(names = "--cache", description = "folder for the models and for llama.cpp, about 12 GB"
            + " (default $${XDG_CACHE_HOME:-~/.cache}/sluice/bench)")
    private @Nullable Path cache;

    @Option(names = "--shape", defaultValue = "1b", description = "1b, or tiny to try this command (default ${DEFAULT-VALUE})")
    private String shape = "1b";

    @Option(names = "--seed", defaultValue = "1", description = "seed of weights and prompts (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--sluice-flags", split = " ", description = "further JVM flags for Sluice, for example -XX:MaxVectorSize=32")
    private List<String> sluiceFlags = List.of();

    @Override
    public Integer call() throws Exception {
        EngineResult result;
        try {
            result = new EngineBenchmark(options(), System.err).run();
        } catch (ModelCache.NoSpaceException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        EngineReporter.print(result, System.out);
        if (json != null) {
            EngineReporter.write(result, json);
            System.out.println("written to " + json);
        }
        return result.met() ? 0 : 1;
    }

    private EngineOptions options() {
        int count = starts == null ? quick ? 1 : FULL_STARTS : starts;
        if (count < 1 || threads.stream().anyMatch(number -> number < 1)) {
            throw refuse("--starts and --threads must be at least 1");
        }
        ModelShape wanted = switch (shape) {
            case "1b" -> ModelShape.llama1b();
            case "tiny" -> ModelShape.tiny();
            default -> throw refuse("--shape may be 1b or tiny, not " + shape);
        };
        List<Format> parsed = new ArrayList<>();
        for (String format : new LinkedHashSet<>(formats)) {
            parsed.add(Arrays.stream(Format.values()).filter(f -> f.name().equals(format.toUpperCase(Locale.ROOT))).findFirst()
                    .orElseThrow(() -> refuse("--formats may name Q4_0, Q8_0 and BF16, not " + format)));
        }
        Set<EngineName> contenders = new LinkedHashSet<>();
        for (String engine : engines) {
            contenders.add(EngineName.find(engine)
                    .orElseThrow(() -> refuse("--engines may name sluice, jlama and llama.cpp, not " + engine)));
        }
        return new EngineOptions(quick, parsed, List.copyOf(new LinkedHashSet<>(threads)), count,
                (cache == null ? defaultCache() : cache).toAbsolutePath(), wanted, seed, contenders, sluiceFlags);
    }

    static Path defaultCache() {
        String root = System.getenv("XDG_CACHE_HOME");
        return (root == null || root.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(root))
                .resolve("sluice").resolve("bench");
    }

    private ParameterException refuse(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
