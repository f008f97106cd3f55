package io.sluice.benchmarks;

import io.sluice.benchmarks.serving.ServingBenchmark;
import io.sluice.benchmarks.serving.ServingFailedException;
import io.sluice.benchmarks.serving.ServingOptions;
import io.sluice.benchmarks.serving.ServingReporter;
import io.sluice.benchmarks.serving.ServingResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench serving}: many requests at once. Exit status 1: eight together are not three times as fast. */
@Command(name = "serving", mixinStandardHelpOptions = true,
        description = "The inference-service under load from another process: throughput, first tokens, shared prefixes.")
final class ServingCommand implements Callable<Integer> {

    private static final Duration WARM_UP = Duration.ofSeconds(15);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Option(names = "--model", description = "a model folder; may be given more than once (default: the shipped two)")
    private List<Path> models = List.of();

    @Option(names = "--gguf", description = "the weights of the one --model for llama.cpp, which is measured beside it")
    private @Nullable Path gguf;

    @Option(names = "--cache", description = "folder of llama.cpp (default $${XDG_CACHE_HOME:-~/.cache}/sluice/bench)")
    private @Nullable Path cache;

    @Option(names = "--in-flight", split = ",", defaultValue = "1,4,8,16,32", description = "levels of load (default ${DEFAULT-VALUE})")
    private List<Integer> inFlight = List.of();

    @Option(names = "--prompt", defaultValue = "64", description = "tokens of a prompt (default ${DEFAULT-VALUE})")
    private int prompt;

    @Option(names = "--answer", defaultValue = "64", description = "tokens of an answer (default ${DEFAULT-VALUE})")
    private int answer;

    @Option(names = "--long-prompt", defaultValue = "8192", description = "tokens of the prompt that a short one meets (default ${DEFAULT-VALUE})")
    private int longPrompt;

    @Option(names = "--slots", defaultValue = "32", description = "sequences that the service runs at once (default ${DEFAULT-VALUE})")
    private int slots;

    @Option(names = "--rounds", defaultValue = "3", description = "rounds of each comparison (default ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seed", defaultValue = "1", description = "seed of the prompts (default ${DEFAULT-VALUE})")
    private long seed;

    @Override
    public Integer call() throws Exception {
        ServingResult result;
        try {
            result = new ServingBenchmark(options(), System.err).run();
        } catch (ServingFailedException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        ServingReporter.print(result, System.out);
        if (json != null) {
            ServingReporter.write(result, json);
            System.out.println("written to " + json);
        }
        return result.models().stream().allMatch(model -> model.eight().met()) ? 0 : 1;
    }

    private ServingOptions options() {
        if (prompt < 1 || answer < 2 || longPrompt < 1 || slots < 1 || rounds < 1 || inFlight.stream().anyMatch(number -> number < 1)) {
            throw refuse("numbers must be at least 1, and --answer at least 2");
        }
        if (gguf != null && models.size() != 1) {
            throw refuse("--gguf goes with exactly one --model");
        }
        Path shipped = Path.of(System.getProperty("sluice.home", "")).resolve("models");
        List<Path> folders = models.isEmpty() ? List.of(shipped.resolve("sluice-small"), shipped.resolve("sluice-large")) : models;
        return new ServingOptions(folders, gguf, (cache == null ? EngineCommand.defaultCache() : cache).toAbsolutePath(), inFlight, prompt, answer,
                longPrompt, slots, rounds, WARM_UP, seed);
    }

    private ParameterException refuse(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
