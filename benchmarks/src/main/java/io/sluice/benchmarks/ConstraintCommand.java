package io.sluice.benchmarks;

import io.sluice.benchmarks.constraint.ConstraintReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./sluice bench constraint}: time of the masks of answers under a JSON Schema. */
@Command(name = "constraint", mixinStandardHelpOptions = true,
        description = "Time per token of the masks that keep answers to a JSON Schema.")
final class ConstraintCommand implements Callable<Integer> {

    @Option(names = "--vocabulary", defaultValue = "128256", description = "tokens (default ${DEFAULT-VALUE})")
    private int vocabulary;

    @Option(names = "--documents", defaultValue = "1500", description = "schemas, one value each (default ${DEFAULT-VALUE})")
    private int documents;

    @Option(names = "--seed", defaultValue = "1", description = "seed of vocabulary and documents (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        ConstraintReport report = ConstraintReport.measure(vocabulary, documents, seed);
        report.print(System.out);
        if (json != null) {
            report.write(json);
            System.out.println("written to " + json);
        }
        return report.met() ? 0 : 1;
    }
}
