package io.sluice.trainer.adapter;

import io.sluice.trainer.model.Batch;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.BatchSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The batches of a run, one stage of its data after the other. Each stage has as large a share of the steps as of the
 * examples, so that all are read equally often, and one step at least, or as many as the plan says. Not thread-safe.
 */
final class StagedBatches {

    private final List<BatchSource> sources = new ArrayList<>();
    private final List<Integer> ends;
    private int step;

    /** @throws IllegalArgumentException if there are fewer steps than stages, or the plan has other stages */
    StagedBatches(AdapterPlan plan, AdapterData data, Tokenizer tokenizer) {
        List<Integer> given = plan.stageSteps();
        if (!given.isEmpty() && given.size() != data.stages().size()) {
            throw new IllegalArgumentException("stage-steps " + given + " are of " + given.size() + " stages, the data has " + data.stages().size());
        }
        this.ends = given.isEmpty() ? ends(data.stages(), plan.steps()) : sums(given);
        for (int stage = 0; stage < data.stages().size(); stage++) {
            long seed = plan.seed() + stage;
            sources.add(new BatchSource(new MixedTasks(data.stage(stage), plan.replay(), seed), tokenizer, seed, plan.batchRows()));
        }
    }

    /** Steps that are done when each stage ends. */
    static List<Integer> ends(List<Integer> examples, int steps) {
        int stages = examples.size();
        if (steps < stages) {
            throw new IllegalArgumentException("data in " + stages + " stages needs at least " + stages + " steps");
        }
        double all = examples.stream().mapToDouble(rows -> rows).sum();
        List<Integer> ends = new ArrayList<>();
        double before = 0;
        int end = 0;
        for (int stage = 0; stage < stages; stage++) {
            before += examples.get(stage);
            int even = (int) Math.round(steps * (before / all));
            end = Math.clamp(even, end + 1, steps - (stages - 1 - stage));
            ends.add(end);
        }
        return List.copyOf(ends);
    }

    private static List<Integer> sums(List<Integer> steps) {
        List<Integer> sums = new ArrayList<>();
        int sum = 0;
        for (int own : steps) {
            sum += own;
            sums.add(sum);
        }
        return List.copyOf(sums);
    }

    int stages() {
        return sources.size();
    }

    /** Steps at the end of a stage; 0 before the first. */
    int end(int stage) {
        return stage < 0 ? 0 : ends.get(stage);
    }

    /** The stage that a run is in after so many steps; at the end of one, still that one. */
    int stage(int steps) {
        int stage = 0;
        while (steps > ends.get(stage)) {
            stage++;
        }
        return stage;
    }

    Batch next() {
        Batch batch = sources.get(stage(step + 1)).next();
        step++;
        return batch;
    }
}
