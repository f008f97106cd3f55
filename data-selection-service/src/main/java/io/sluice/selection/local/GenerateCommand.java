package io.sluice.selection.local;

import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import io.sluice.selection.generation.GeneratedRows;
import io.sluice.selection.generation.Generation;
import io.sluice.selection.generation.GenerationRequest;
import io.sluice.tasks.TaskKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./sluice data generate}. */
@Command(name = "generate", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Rows from templates; each answer was worked out by the template and again, in another way, from the question.")
final class GenerateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--template", paramLabel = "NAME[=WEIGHT]", mapFallbackValue = "1",
            description = "any number of times (default: all that the shipped models learn); --list tells the names")
    private Map<String, Double> templates = new LinkedHashMap<>();

    @Option(names = "--rows", paramLabel = "N", description = "default: 1000")
    private @Nullable Integer rows;

    @Option(names = "--seed", paramLabel = "N", description = "default: 1")
    private @Nullable Long seed;

    @Option(names = "--difficulty", paramLabel = "0..1", description = "default: all degrees equally often")
    private @Nullable Double difficulty;

    @Option(names = "--form", paramLabel = "FORM", description = "instruction (default) or chat")
    private @Nullable String form;

    @Option(names = "--split", paramLabel = "SPLIT", description = "train (default), calibration or test; they share no question")
    private @Nullable String split;

    @Option(names = "--out", paramLabel = "FILE", description = "default: the console")
    private @Nullable Path out;

    @Option(names = "--list", description = "tell the templates")
    private boolean list;

    @Override
    public Integer call() throws BadField, IOException, WrongInput {
        PrintWriter console = spec.commandLine().getOut();
        if (list) {
            TaskKind.names().forEach(console::println);
            return 0;
        }
        List<GenerationRequest.Template> wanted = templates.isEmpty() ? null
                : templates.entrySet().stream().map(each -> new GenerationRequest.Template(each.getKey(), each.getValue())).toList();
        Generation generation = Generation.of(new GenerationRequest(wanted, rows, seed, difficulty, form, split));
        GeneratedRows made = new GeneratedRows(generation);
        if (out == null) {
            made.forEachRemaining(line -> console.print(new String(line, StandardCharsets.UTF_8)));
            console.flush();
            return 0;
        }
        OutFile.write(out, new LineInput(made));
        spec.commandLine().getErr().printf(Locale.ROOT, "%,d rows written to %s%n", generation.rows(), out);
        return 0;
    }
}
