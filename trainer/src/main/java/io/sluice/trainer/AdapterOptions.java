package io.sluice.trainer;

import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What decides an adapter. */
final class AdapterOptions {

    /** Where examples come from. */
    static final class Source {

        @Option(names = "--data", required = true, paramLabel = "FILE.jsonl",
                description = "lines with prompt, completion and, where the completion does not end in #### ANSWER, answer")
        private @Nullable Path file;

        @Option(names = "--task", required = true, paramLabel = "NAME",
                description = "a skill that the shipped models never saw (mirror, descend, rotate, tail, double, swap, min, even, shorthand),"
                        + " problems of several steps (multi-step), or a role in solving them (solver, verifier, rewriter)")
        private @Nullable String task;
    }

    @Option(names = "--kind", required = true, description = "${COMPLETION-CANDIDATES}")
    private AdapterKind kind = AdapterKind.LORA;

    @Option(names = "--base", paramLabel = "DIR", defaultValue = "models/sluice-large", description = "folder of the frozen model")
    Path base = Path.of("models/sluice-large");

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(names = "--steps", defaultValue = "600", description = "optimiser steps of all stages together")
    private int steps;

    @Option(names = "--stage-steps", paramLabel = "N,N", split = ",",
            description = "those of each stage of --data, where its lines have a stage (default: as the stages share the lines)")
    private List<Integer> stageSteps = List.of();

    @Option(names = "--batch", paramLabel = "ROWS", defaultValue = "24", description = "sequences in a step")
    private int batch;

    @Option(names = "--rate", description = "peak learning rate; by default that of the kind")
    private @Nullable Double rate;

    @Option(names = "--replay", paramLabel = "SHARE",
            description = "share of sequences of the mix that the shipped models know, which keeps it from being forgotten"
                    + " (default: 0.5, 0 for lofit)")
    private @Nullable Double replay;

    @Option(names = "--seed", defaultValue = "1", description = "of data, start and order")
    private long seed;

    @Option(names = "--rank", defaultValue = "8", description = "of lora and dept")
    private int rank;

    @Option(names = "--alpha", description = "of lora (twice the rank by default) and dept (1)")
    private @Nullable Double alpha;

    enum Start {
        ZERO,
        CORDA
    }

    @Option(names = "--init", defaultValue = "zero",
            description = "lora starts at a zero product, or (corda) at what the data uses most of the weights")
    private Start init = Start.ZERO;

    @Option(names = "--tokens", defaultValue = "16", description = "of soft-prompt and dept")
    private int tokens;

    @Option(names = "--heads", defaultValue = "16", description = "that lofit chooses; sluice-large has 16, sluice-small 8")
    private int heads;

    @Option(names = "--density", defaultValue = "0.02", description = "share of the weights that lt-sft changes; 1 tunes all")
    private double density;

    @Option(names = "--examples", defaultValue = "4000", description = "of --task, to learn from")
    private int examples;

    @Option(names = "--test-items", defaultValue = "500", description = "to grade with, of the new task and of the old mix")
    int testItems;

    @Option(names = "--threads", defaultValue = "1", description = "of PyTorch; results differ in the last bits by it")
    private int threads;

    /** Must come before PyTorch's first use. */
    AdapterPlan plan(CommandSpec spec) {
        Options.atLeast(1, "--threads", threads, spec);
        Options.atLeast(1, "--examples", examples, spec);
        Options.atLeast(1, "--test-items", testItems, spec);
        Threads.use(threads);
        try {
            return new AdapterPlan(
                    kind, steps, batch, Objects.requireNonNullElse(rate, kind.usualRate()),
                    Objects.requireNonNullElse(replay, AdapterPlan.usualReplay(kind)), seed,
                    new AdapterPlan.Settings(rank, Objects.requireNonNullElse(alpha, AdapterPlan.usualAlpha(kind, rank)), init == Start.CORDA, tokens, heads, density), stageSteps);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    AdapterData data(CommandSpec spec) throws IOException {
        if (source.task == null) {
            return AdapterData.ofFile(Objects.requireNonNull(source.file), testItems);
        }
        if (!TaskGenerator.teachable().contains(source.task)) {
            throw new ParameterException(
                    spec.commandLine(), "--task must be one of " + TaskGenerator.teachable() + ", not " + source.task);
        }
        return AdapterData.ofSkill(source.task, seed, examples, testItems);
    }
}
