package io.sluice.selection.local;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import io.sluice.selection.noise.Noise;
import io.sluice.selection.noise.NoiseRequest;
import io.sluice.selection.noise.NoisedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./sluice data noise}. */
@Command(name = "noise", mixinStandardHelpOptions = true, sortOptions = false,
        description = "The rows of a file with mistakes in their worked solutions: beside the steps (static), or carried by them to the answer (dynamic).")
final class NoiseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--in", required = true, paramLabel = "FILE", description = "JSON lines, the same as a gzip, or Parquet")
    private Path in = Path.of("");

    @Option(names = "--kind", required = true, paramLabel = "KIND", description = "static or dynamic")
    private @Nullable String kind;

    @Option(names = "--contamination", paramLabel = "0..1", description = "share of rows that may get mistakes (default: 1)")
    private @Nullable Double contamination;

    @Option(names = "--intensity", paramLabel = "0..1", description = "chance of each number, or step, to be one (default: 0.1)")
    private @Nullable Double intensity;

    @Option(names = "--seed", paramLabel = "N", description = "default: 1")
    private @Nullable Long seed;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSON lines")
    private Path out = Path.of("");

    @Override
    public Integer call() throws BadField, IOException, WrongInput {
        Noise noise = Noise.of(new NoiseRequest(kind, contamination, intensity, seed));
        try (ReadFiles files = new ReadFiles(out, spec.commandLine().getErr())) {
            DataSet set = files.take("--in", in);
            try (NoisedRows rows = new NoisedRows(noise, files.sets(), set)) {
                OutFile.write(out, new LineInput(rows));
                told(rows.counts());
            }
        }
        return 0;
    }

    private void told(NoisedRows.Counts counts) {
        spec.commandLine().getErr().printf(Locale.ROOT, "%,d rows, %,d with %,d mistakes, %,d of them with a wrong answer; left as they were: %s%nwritten to %s%n",
                counts.rows(), counts.noised(), counts.hits(), counts.wrong(), counts.left().isEmpty() ? "none" : counts.left(), out);
    }
}
