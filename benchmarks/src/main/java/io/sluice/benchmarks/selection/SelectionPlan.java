package io.sluice.benchmarks.selection;

import io.sluice.benchmarks.adapter.SeedMean;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What is measured, and everything that decides the outcome.
 *
 * @param parts     that are measured
 * @param mix       that pools are drawn from
 * @param seeds     each a pool, a target, models and an order of training of its own
 * @param budgets   shares of the pool, ascending
 * @param seconds   of CPU time that short scorings are repeated for
 * @param auxiliary how CoLoR-Filter's models are trained
 * @param study     how what was chosen is learned
 * @param base      folder of the model that all trainings begin from
 * @param memory    numbers of rows that a small heap has to be enough for
 * @param journal   folder for outcomes, so that a second run goes on where a first one stopped
 * @param code      version of the program
 */
public record SelectionPlan(Set<Part> parts, MixedPool.Mix mix, List<Long> seeds, List<Double> budgets, double seconds,
        AuxiliaryModels.Training auxiliary, Student.Study study, Path base, List<Integer> memory, Path journal, String code) {

    public static final List<Double> BUDGETS = List.of(0.01, 0.02, 0.05, 0.10, 0.25);
    private static final List<Integer> MEMORY = List.of(100_000, 1_000_000, 10_000_000);

    /** What can be measured by itself. */
    public enum Part {
        /** What each selector finds, and what that takes. */
        RECOVER,
        /** What a model learns from what was found; finds it first. */
        TRAIN,
        /** How much faster two threads score. */
        THREADS,
        /** Whether memory grows with the pool. */
        MEMORY
    }

    public SelectionPlan {
        if (seeds.isEmpty() || seeds.size() > SeedMean.SEEDS_MAX) {
            throw new IllegalArgumentException("1 to " + SeedMean.SEEDS_MAX + " seeds are needed");
        }
        parts = Set.copyOf(parts);
    }

    public static SelectionPlan usual(Set<Part> parts, List<Long> seeds, Path base, Path journal, String code) {
        return new SelectionPlan(parts, MixedPool.Mix.USUAL, seeds, BUDGETS, 1, AuxiliaryModels.Training.USUAL, Student.Study.USUAL, base, MEMORY,
                journal, code);
    }

    /** The same number of steps for every budget; 0 for so many passes. */
    public SelectionPlan withSteps(int steps) {
        return new SelectionPlan(parts, mix, seeds, budgets, seconds, auxiliary, study.withSteps(steps), base, memory, journal, code);
    }

    /** So small that it takes seconds and says little. */
    public SelectionPlan quick() {
        return new SelectionPlan(parts, mix.of(400, 30), seeds.subList(0, 1), List.of(0.05, 0.20), 0.02, auxiliary.steps(4, 2), study.quick(), base,
                List.of(2_000, 6_000), journal, code);
    }

    boolean has(Part part) {
        return parts.contains(part);
    }
}
