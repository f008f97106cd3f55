package io.sluice.benchmarks;

import io.sluice.benchmarks.emulated.EmulatedBenchmark;
import io.sluice.benchmarks.emulated.EmulatedResult;
import io.sluice.trainer.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench emulated}: what the large model shows of the small one's tuning. */
@Command(name = "emulated", mixinStandardHelpOptions = true,
        description = "Style and accuracy of the large model with what the small one has learned.")
final class EmulatedCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--steps", defaultValue = "300", description = "of the tuning (default ${DEFAULT-VALUE})")
    private int steps;

    @Option(names = "--items", defaultValue = "1000", description = "test items (default ${DEFAULT-VALUE})")
    private int items;

    @Option(names = "--seed", defaultValue = "1", description = "of training and test items (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--bound", description = "tune the large model too, as the upper bound; takes minutes")
    private boolean bound;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Option(names = "--small", defaultValue = "models/sluice-small", description = "folder of the small model (default ${DEFAULT-VALUE})")
    private Path small = Path.of("models/sluice-small");

    @Option(names = "--large", defaultValue = "models/sluice-large", description = "folder of the large model (default ${DEFAULT-VALUE})")
    private Path large = Path.of("models/sluice-large");

    @Override
    public Integer call() throws Exception {
        if (steps < 1 || items < 1) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--steps and --items must be at least 1");
        }
        Threads.use(1);
        Path work = Files.createTempDirectory("sluice-emulated");
        try {
            EmulatedResult result = new EmulatedBenchmark(small, large, steps, items, seed, bound).run(work);
            result.print(System.out);
            if (json != null) {
                result.write(json);
                System.out.println("written to " + json);
            }
        } finally {
            delete(work);
        }
        return 0;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> inside = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : inside) {
                Files.delete(each);
            }
        }
    }
}
