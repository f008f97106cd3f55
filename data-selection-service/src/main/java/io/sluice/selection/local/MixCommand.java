package io.sluice.selection.local;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import io.sluice.selection.mixing.MixPlan;
import io.sluice.selection.mixing.MixRequest;
import io.sluice.selection.mixing.MixedRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./sluice data mix}. */
@Command(name = "mix", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Rows of several files, each with the stage it is learned in; train adapter --data learns them so.")
final class MixCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--special", required = true, split = ",", paramLabel = "FILE", description = "for abilities that take much data")
    private List<Path> special = List.of();

    @Option(names = "--general", required = true, split = ",", paramLabel = "FILE", description = "for abilities that take little")
    private List<Path> general = List.of();

    @Option(names = "--strategy", paramLabel = "NAME", description = "dmt (default), multi-task, sequential or mixed-sequential")
    private @Nullable String strategy;

    @Option(names = "--replay", paramLabel = "0..1", description = "of the special rows, seen again with the general ones (default: 1/256)")
    private @Nullable Double replay;

    @Option(names = "--seed", paramLabel = "N", description = "default: 1")
    private @Nullable Long seed;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSON lines")
    private Path out = Path.of("");

    @Override
    public Integer call() throws BadField, IOException, WrongInput {
        try (ReadFiles files = new ReadFiles(out, spec.commandLine().getErr())) {
            List<DataSet> first = take(files, "--special", special);
            List<DataSet> second = take(files, "--general", general);
            MixRequest request = new MixRequest(strategy, sources(first), sources(second), replay, seed);
            MixPlan plan = MixPlan.of(request, first, second);
            try (MixedRows rows = new MixedRows(plan, files.sets())) {
                OutFile.write(out, new LineInput(rows));
            }
            told(plan);
        }
        return 0;
    }

    private static List<DataSet> take(ReadFiles files, String option, List<Path> given) throws IOException, WrongInput {
        List<DataSet> sets = new ArrayList<>();
        for (Path file : given) {
            sets.add(files.take(option, file));
        }
        return sets;
    }

    private static List<MixRequest.Source> sources(List<DataSet> sets) {
        return sets.stream().map(set -> new MixRequest.Source(set.digest(), null)).toList();
    }

    private void told(MixPlan plan) {
        PrintWriter err = spec.commandLine().getErr();
        for (int stage = 0; stage < plan.stages().size(); stage++) {
            MixPlan.Stage each = plan.stages().get(stage);
            err.printf(Locale.ROOT, "stage %d: %,d rows, %.1f %% of the steps: %s%n", stage + 1, each.rows(), 100.0 * each.rows() / plan.rows(),
                    String.join(", ", each.draws().stream().map(draw -> String.format(Locale.ROOT, "%,d %s of %,d", draw.rows(), draw.ability(), draw.of())).toList()));
        }
        err.printf("written to %s%n", out);
    }
}
