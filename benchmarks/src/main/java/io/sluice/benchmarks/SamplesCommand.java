package io.sluice.benchmarks;

import io.sluice.benchmarks.samples.SamplesBenchmark;
import io.sluice.benchmarks.samples.SamplesReporter;
import io.sluice.benchmarks.samples.SamplesResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench samples}: one answer of several samples, beside one sample. */
@Command(name = "samples", mixinStandardHelpOptions = true,
        description = "First Finish Search and majority vote beside one sample: accuracy, tokens, CPU.")
final class SamplesCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seed", defaultValue = "1", description = "seed of the test set and the samples (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--items", defaultValue = "500", description = "test items (default ${DEFAULT-VALUE})")
    private int items;

    @Option(names = "--temperature", defaultValue = "0.8", description = "of the samples (default ${DEFAULT-VALUE})")
    private double temperature;

    @Option(names = "--model", defaultValue = "models/sluice-small,models/sluice-large", split = ",",
            description = "folders of models, one after another (default ${DEFAULT-VALUE})")
    private List<Path> models = List.of();

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        if (items < 1 || !(temperature > 0 && temperature <= 2)) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
                    "--items must be at least 1 and --temperature above 0 and at most 2");
        }
        SamplesResult result = new SamplesBenchmark(System.err).run(models, seed, items, temperature);
        SamplesReporter.print(result, System.out);
        if (json != null) {
            SamplesReporter.write(result, json);
            System.out.println("written to " + json);
        }
        return 0;
    }
}
