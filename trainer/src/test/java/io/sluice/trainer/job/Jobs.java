package io.sluice.trainer.job;

import io.sluice.contracts.training.TrainingJob;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs for tests: small ones, which differ in one field from one that can be done. */
public final class Jobs {

    private static final Map<String, String> SMALL = Map.of("batch-rows", "4", "rank", "2", "examples", "40", "test-items", "5");

    private Jobs() {}

    public static TrainingJob lora(String id, int steps) {
        return job(id, "lora", "mirror", null, new TrainingJob.Budget(steps, null), SMALL);
    }

    static TrainingJob job(
            String id, String kind, @Nullable String task, TrainingJob.@Nullable DataReference data, TrainingJob.Budget budget,
            Map<String, String> settings) {
        return new TrainingJob(id, "letters", "sluice-small", null, kind, task, data, 3, budget, settings, List.of("test"));
    }
}
