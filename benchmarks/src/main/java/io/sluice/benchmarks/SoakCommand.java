package io.sluice.benchmarks;

import io.sluice.benchmarks.serving.ServingFailedException;
import io.sluice.benchmarks.soak.SoakBenchmark;
import io.sluice.benchmarks.soak.SoakOptions;
import io.sluice.benchmarks.soak.SoakReporter;
import io.sluice.benchmarks.soak.SoakResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench soak}: what a long run leaves behind. Exit status 1: something grew, was left over or was wrong. */
@Command(name = "soak", mixinStandardHelpOptions = true,
        description = "Mixed load on the inference-service for minutes: right answers, steady memory, nothing left over.")
final class SoakCommand implements Callable<Integer> {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int ROUNDS_MIN = 6;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--minutes", defaultValue = "10", description = "how long (default ${DEFAULT-VALUE})")
    private double minutes;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Option(names = "--small", description = "folder of the small model (default: the shipped one)")
    private @Nullable Path small;

    @Option(names = "--large", description = "folder of the large model (default: the shipped one)")
    private @Nullable Path large;

    @Option(names = "--seed", defaultValue = "1", description = "seed of the load (default ${DEFAULT-VALUE})")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (!(minutes >= 0) || minutes > 24 * 60) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--minutes must be within 0..1440");
        }
        Path shipped = Path.of(System.getProperty("sluice.home", "")).resolve("models");
        SoakOptions options = new SoakOptions(small == null ? shipped.resolve("sluice-small") : small,
                large == null ? shipped.resolve("sluice-large") : large, Duration.ofMillis((long) (minutes * 60_000)), ROUNDS_MIN, EVERY, seed);
        SoakResult result;
        try {
            result = new SoakBenchmark(options, System.err).run();
        } catch (ServingFailedException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        SoakReporter.print(result, System.out);
        if (json != null) {
            SoakReporter.write(result, json);
            System.out.println("written to " + json);
        }
        return result.passed() ? 0 : 1;
    }
}
