package io.sluice.trainer.adapter;

import io.sluice.trainer.model.ModelShape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything that decides an adapter's numbers, apart from model and data.
 *
 * @param steps     optimiser steps of all stages together
 * @param batchRows sequences in a step
 * @param rate      peak learning rate of the first stage
 * @param replay    share of a batch that is drawn from the mix which the model already knows, 0 ≤ replay < 1
 * @param settings  of the kind
 * @param stageSteps of the steps those of each stage of the data; empty: as the stages share the examples
 */
public record AdapterPlan(
        AdapterKind kind, int steps, int batchRows, double rate, double replay, long seed, Settings settings, List<Integer> stageSteps) {

    /**
     * What single kinds ask for; the others don't look at it.
     *
     * @param rank    of LoRA and DePT
     * @param alpha   LoRA counts alpha/rank times, DePT alpha/√rank times
     * @param corda   whether LoRA starts from the data's principal components instead of a zero product
     * @param tokens  of the soft prompt and of DePT's
     * @param heads   that LoFiT chooses
     * @param density share of weights that the sparse kind changes, 0 < density ≤ 1
     */
    public record Settings(int rank, double alpha, boolean corda, int tokens, int heads, double density) {}

    public AdapterPlan {
        require(steps >= 1, "steps", steps);
        require(batchRows >= 1, "batchRows", batchRows);
        require(rate > 0 && Double.isFinite(rate), "rate", rate);
        require(replay >= 0 && replay < 1, "replay", replay);
        require(settings.rank() >= 1, "rank", settings.rank());
        require(settings.alpha() > 0, "alpha", settings.alpha());
        require(settings.tokens() >= 1, "tokens", settings.tokens());
        require(settings.heads() >= 1, "heads", settings.heads());
        require(settings.density() > 0 && settings.density() <= 1, "density", settings.density());
        stageSteps = List.copyOf(stageSteps);
        if (!stageSteps.isEmpty() && (stageSteps.stream().anyMatch(own -> own < 1) || stageSteps.stream().mapToLong(own -> own).sum() != steps)) {
            throw new IllegalArgumentException("stage-steps " + stageSteps + " have to be at least 1 each and " + steps + " together");
        }
    }

    /** Where stages of the data share the steps as they share the examples. */
    public AdapterPlan(AdapterKind kind, int steps, int batchRows, double rate, double replay, long seed, Settings settings) {
        this(kind, steps, batchRows, rate, replay, seed, settings, List.of());
    }

    /** Of LoFiT; the larger shipped model has just as many. */
    static final int USUAL_HEADS = 16;

    /** What works on the large shipped model: the command's defaults. */
    public static AdapterPlan usual(AdapterKind kind, long seed) {
        int rank = 8;
        Settings settings = new Settings(rank, usualAlpha(kind, rank), false, 16, USUAL_HEADS, 0.02);
        return new AdapterPlan(kind, usualSteps(kind), 24, kind.usualRate(), usualReplay(kind), seed, settings);
    }

    /** The same with another number of steps and another density. */
    public AdapterPlan with(int steps, double density) {
        Settings changed = new Settings(
                settings.rank(), settings.alpha(), settings.corda(), settings.tokens(), settings.heads(), density);
        return new AdapterPlan(kind, steps, batchRows, rate, replay, seed, changed);
    }

    /** The same with no more heads than a model of this shape has. */
    public AdapterPlan fitting(ModelShape shape) {
        Settings fitting = new Settings(settings.rank(), settings.alpha(), settings.corda(), settings.tokens(),
                Math.min(settings.heads(), shape.layers() * shape.heads()), settings.density());
        return new AdapterPlan(kind, steps, batchRows, rate, replay, seed, fitting, stageSteps);
    }

    /** LoFiT's steps cost a third of others', and it needs more of them. */
    public static int usualSteps(AdapterKind kind) {
        return kind == AdapterKind.LOFIT ? 1200 : 600;
    }

    /** Factors and offsets are the same for every prompt: what they learn of one task they can't leave away for another. */
    public static double usualReplay(AdapterKind kind) {
        return kind == AdapterKind.LOFIT ? 0 : 0.5;
    }

    public static double usualAlpha(AdapterKind kind, int rank) {
        return kind == AdapterKind.DEPT ? 1 : 2.0 * rank;
    }

    private static void require(boolean holds, String field, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(field + " can't be " + value);
        }
    }

    /** The same by name, for whoever wants to make it again. */
    Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        words.put("kind", kind.toString());
        words.put("batch-rows", Integer.toString(batchRows));
        words.put("rate", Double.toString(rate));
        words.put("replay", Double.toString(replay));
        if (!stageSteps.isEmpty()) {
            words.put("stage-steps", stageSteps.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        switch (kind) {
            case LORA -> {
                words.put("rank", Integer.toString(settings.rank()));
                words.put("alpha", Double.toString(settings.alpha()));
                words.put("init", settings.corda() ? "corda" : "zero");
            }
            case SOFT_PROMPT -> words.put("tokens", Integer.toString(settings.tokens()));
            case DEPT -> {
                words.put("tokens", Integer.toString(settings.tokens()));
                words.put("rank", Integer.toString(settings.rank()));
                words.put("alpha", Double.toString(settings.alpha()));
            }
            case LOFIT -> words.put("heads", Integer.toString(settings.heads()));
            case LT_SFT -> words.put("density", Double.toString(settings.density()));
            case IA3 -> {
                // It has no settings of its own.
            }
        }
        return words;
    }
}
