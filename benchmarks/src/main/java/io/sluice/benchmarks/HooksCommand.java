package io.sluice.benchmarks;

import io.sluice.benchmarks.hooks.HooksBenchmark;
import io.sluice.benchmarks.hooks.HooksResult;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench hooks}: what hooks cost that do nothing. Exit status 1: one of them changed a bit. */
@Command(name = "hooks", mixinStandardHelpOptions = true,
        description = "CPU time and allocation per token with each kind of hook, none of which changes anything.")
final class HooksCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--model", defaultValue = "models/sluice-large",
            description = "folder with weights in F32, F16 or BF16 (default ${DEFAULT-VALUE})")
    private Path model = Path.of("models/sluice-large");

    @Option(names = "--rounds", defaultValue = "40", description = "that count (default ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--rounds must be at least 1");
        }
        HooksResult result = new HooksBenchmark(model, rounds, Math.max(1, rounds / 2)).run();
        result.print(System.out);
        if (json != null) {
            result.write(json);
            System.out.println("written to " + json);
        }
        return result.same() ? 0 : 1;
    }
}
