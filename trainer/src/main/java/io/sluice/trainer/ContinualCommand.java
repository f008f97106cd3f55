package io.sluice.trainer;

import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.continual.AccuracyMatrix;
import io.sluice.trainer.continual.ContinualPlan;
import io.sluice.trainer.continual.ContinualResult;
import io.sluice.trainer.continual.ContinualRun;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Teaches one LoRA a stream of skills and prints what it forgets, with LAE and without. */
@Command(
        name = "continual",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Teaches one LoRA a stream of skills; prints what is forgotten by plain sequential tuning and by LAE.")
final class ContinualCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--tasks", split = ",", defaultValue = "rotate,min,double,tail,mirror", description = "skills, in their order")
    private List<String> tasks = List.of();

    @Option(names = "--base", paramLabel = "DIR", defaultValue = "models/sluice-large", description = "folder of the frozen model")
    private Path base = Path.of("models/sluice-large");

    @Option(names = "--steps", defaultValue = "200", description = "optimiser steps for each skill")
    private int steps;

    @Option(names = "--batch", paramLabel = "ROWS", defaultValue = "24", description = "sequences in a step")
    private int batch;

    @Option(names = "--rate", defaultValue = "0.004", description = "peak learning rate")
    private double rate;

    @Option(names = "--replay", defaultValue = "0", description = "share of sequences of the mix that the model knows")
    private double replay;

    @Option(names = "--rank", defaultValue = "8", description = "of the LoRA")
    private int rank;

    @Option(names = "--decay", defaultValue = "0.99", description = "of LAE's offline adapter, by step")
    private double decay;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--examples", defaultValue = "4000", description = "of each skill, to learn from")
    private int examples;

    @Option(names = "--test-items", defaultValue = "100", description = "of each skill, to grade with")
    private int testItems;

    @Option(names = "--threads", defaultValue = "1")
    private int threads;

    @Option(names = "--json", paramLabel = "FILE", description = "write the result to this file too")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        Options.atLeast(1, "--threads", threads, spec);
        Options.atLeast(1, "--examples", examples, spec);
        Options.atLeast(1, "--test-items", testItems, spec);
        Threads.use(threads);
        ContinualPlan plan = plan();
        PrintWriter console = spec.commandLine().getOut();
        Base frozen = Base.read(base);
        try (Tokenizer tokenizer = Tokenizer.load(base)) {
            ContinualResult result = new ContinualRun(frozen, plan, tokenizer).run(line -> {
                console.println(line);
                console.flush();
            });
            print(result, console);
            if (json != null) {
                Files.writeString(json, json(result).toPrettyString() + "\n");
                console.println("written to " + json);
            }
        }
        console.flush();
        return 0;
    }

    private ContinualPlan plan() {
        for (String task : tasks) {
            if (!TaskGenerator.skills().contains(task)) {
                throw new ParameterException(
                        spec.commandLine(), "--tasks must be among " + TaskGenerator.skills() + ", not " + task);
            }
        }
        try {
            AdapterPlan each = new AdapterPlan(AdapterKind.LORA, steps, batch, rate, replay, seed,
                    new AdapterPlan.Settings(rank, 2.0 * rank, false, 1, 1, 1));
            return new ContinualPlan(tasks, each, decay, examples, testItems);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private static void print(ContinualResult result, PrintWriter console) {
        console.printf("%nAccuracy in percent after all %d skills%n%12s", result.skills().size(), "");
        result.skills().forEach(skill -> console.printf("%9s", skill));
        console.printf("%9s%12s%n", "mean", "forgotten");
        row("sequential", result.sequential(), console);
        row("average", result.offline(), console);
        row("LAE", result.ensemble(), console);
    }

    private static void row(String name, AccuracyMatrix accuracy, PrintWriter console) {
        console.printf("%12s", name);
        double[][] values = accuracy.values();
        for (double value : values[values.length - 1]) {
            console.printf(Locale.ROOT, "%9.1f", 100 * value);
        }
        console.printf(Locale.ROOT, "%9.1f%12.1f%n", 100 * accuracy.last(), 100 * accuracy.forgetting());
    }

    private static ObjectNode json(ContinualResult result) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        result.skills().forEach(json.putArray("tasks")::add);
        json.set("sequential", json(result.sequential()));
        json.set("average", json(result.offline()));
        json.set("lae", json(result.ensemble()));
        return json;
    }

    private static ObjectNode json(AccuracyMatrix accuracy) {
        return JsonMapper.shared().createObjectNode()
                .put("last", accuracy.last())
                .put("forgetting", accuracy.forgetting())
                .set("accuracy", JsonMapper.shared().valueToTree(accuracy.values()));
    }
}
