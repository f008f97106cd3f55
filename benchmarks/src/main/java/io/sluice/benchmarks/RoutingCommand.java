package io.sluice.benchmarks;

import io.sluice.benchmarks.routing.RoutingBenchmark;
import io.sluice.benchmarks.routing.RoutingResult;
import io.sluice.benchmarks.routing.RoutingReporter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench routing}: accuracy and cost of every policy on fresh test items. Exit status 1: a gate missed. */
@Command(name = "routing", mixinStandardHelpOptions = true,
        description = "Accuracy and cost of every routing policy on a fresh test set.")
final class RoutingCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seed", defaultValue = "1", description = "seed of the test set (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--items", defaultValue = "1000", description = "test items (default ${DEFAULT-VALUE})")
    private int items;

    @Option(names = "--calibration-items", defaultValue = "1000", description = "items thresholds are chosen on (default ${DEFAULT-VALUE})")
    private int calibrationItems;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Option(names = "--small", defaultValue = "models/sluice-small", description = "folder of the small model (default ${DEFAULT-VALUE})")
    private Path small = Path.of("models/sluice-small");

    @Option(names = "--large", defaultValue = "models/sluice-large", description = "folder of the large model (default ${DEFAULT-VALUE})")
    private Path large = Path.of("models/sluice-large");

    @Override
    public Integer call() throws Exception {
        if (items < 1 || calibrationItems < 2) {
            throw new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(),
                    "--items must be at least 1 and --calibration-items at least 2");
        }
        RoutingResult result = new RoutingBenchmark(System.err, System.console() != null)
                .run(small, large, seed, items, calibrationItems);
        RoutingReporter.print(result, System.out);
        if (json != null) {
            RoutingReporter.write(result, json);
            System.out.println("written to " + json);
        }
        return result.met() ? 0 : 1;
    }
}
