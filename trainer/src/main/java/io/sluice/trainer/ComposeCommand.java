package io.sluice.trainer;

import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.adapter.CompositionGrading;
import io.sluice.trainer.adapter.CompositionGrading.Row;
import io.sluice.trainer.adapter.CompositionRun;
import io.sluice.trainer.adapter.LoraPart;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Learns a composition of LoRAs, compares it with its parts, and writes it as one more LoRA. */
@Command(
        name = "compose",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Learns from few examples how much of each LoRA every block of the model takes (aTLAS), compares that with the"
                + " parts and their sums, and writes a LoRA of all ranks together.")
final class ComposeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--parts", split = ",", required = true, paramLabel = "DIR", description = "folders of LoRAs of the base, with commas")
    private List<Path> parts = List.of();

    @Option(names = "--base", paramLabel = "DIR", defaultValue = "models/sluice-large", description = "folder of the frozen model")
    private Path base = Path.of("models/sluice-large");

    @Option(names = "--tasks", split = ",", required = true, paramLabel = "NAME",
            description = "skills that the composition is for; it sees examples of all of them")
    private List<String> tasks = List.of();

    @Option(names = "--examples", defaultValue = "64", description = "of each skill, to learn from")
    private int examples;

    @Option(names = "--test-items", defaultValue = "200", description = "of each skill and of the old mix, to grade with")
    private int testItems;

    @Option(names = "--steps", defaultValue = "60", description = "optimiser steps")
    private int steps;

    @Option(names = "--batch", paramLabel = "ROWS", defaultValue = "24", description = "sequences in a step")
    private int batch;

    @Option(names = "--rate", defaultValue = "0.03", description = "peak learning rate of the coefficients")
    private double rate;

    @Option(names = "--replay", paramLabel = "SHARE", defaultValue = "0.25",
            description = "share of sequences of the mix that the model knows")
    private double replay;

    @Option(names = "--start", defaultValue = "1", description = "of every coefficient: 1 is the sum of the parts, 0 (the paper's) the base")
    private double start;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "of PyTorch")
    private int threads;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder to write")
    private Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "write the comparison to this file too")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        for (int value : new int[] {examples, testItems, threads}) {
            Options.atLeast(1, "--examples, --test-items and --threads", value, spec);
        }
        Threads.use(threads);
        Base frozen = Base.read(base);
        List<LoraPart> read = new ArrayList<>();
        for (Path part : parts) {
            read.add(LoraPart.read(part, frozen));
        }
        CompositionRun run = run(frozen, read);
        AdapterData data = data();
        List<Row> rows = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.load(base)) {
            CompositionGrading grading = new CompositionGrading(run, tokenizer, tasks, testItems);
            rows.addAll(grading.parts());
            rows.add(grading.row("a coefficient a part", run.learn(data, tokenizer, false)));
            float[] learned = run.learn(data, tokenizer, true);
            Row best = grading.row("a coefficient a block", learned);
            rows.add(best);
            run.write(out, data, learned, Map.of("newTask", best.mean(), "oldTasks", best.old()), CodeVersion.text());
        }
        report(rows);
        return 0;
    }

    private CompositionRun run(Base frozen, List<LoraPart> read) {
        try {
            return new CompositionRun(frozen, read, new CompositionRun.Plan(steps, batch, rate, replay, start, seed));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private AdapterData data() {
        try {
            return AdapterData.ofSkills(tasks, seed, examples, testItems);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), "--tasks: " + unknown.getMessage(), unknown);
        }
    }

    private void report(List<Row> rows) throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        console.printf("%-24s", "accuracy in percent");
        tasks.forEach(task -> console.printf("%10s", task));
        console.printf("%10s%10s%n", "mean", "old mix");
        ArrayNode all = JsonMapper.shared().createArrayNode();
        for (Row row : rows) {
            console.printf("%-24s", row.method());
            row.byTask().values().forEach(value -> console.printf(Locale.ROOT, "%10.1f", 100 * value));
            console.printf(Locale.ROOT, "%10.1f%10.1f%n", 100 * row.mean(), 100 * row.old());
            ObjectNode node = all.addObject().put("method", row.method()).put("mean", row.mean()).put("oldTasks", row.old());
            row.byTask().forEach(node.putObject("tasks")::put);
        }
        console.printf("written to %s%n", out);
        if (json != null) {
            Files.writeString(json, JsonMapper.shared().createObjectNode().set("composition", all).toPrettyString() + "\n");
        }
        console.flush();
    }
}
