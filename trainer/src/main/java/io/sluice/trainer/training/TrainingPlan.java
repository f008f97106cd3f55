package io.sluice.trainer.training;

import io.sluice.trainer.model.ModelShape;
import io.sluice.trainer.model.Schedule;

/**
 * Everything that decides a model's weights, apart from the tasks themselves.
 *
 * @param name      the folder under {@code models/}
 * @param batchRows sequences in a step
 */
public record TrainingPlan(String name, ModelShape shape, Schedule schedule, int batchRows, long seed) {

    public static final int VOCABULARY = 384;

    /** Positions the configuration declares; stock jlama needs so many for models this narrow. */
    public static final int CONTEXT = 16_384;

    private static final double THETA = 10_000;
    private static final double EPSILON = 1e-5;

    public static TrainingPlan small(long seed) {
        ModelShape shape = new ModelShape(2, 64, 4, 2, 16, 128, VOCABULARY, CONTEXT, THETA, EPSILON);
        return new TrainingPlan("sluice-small", shape, new Schedule(4e-3, 5_000, 200), 48, seed);
    }

    public static TrainingPlan large(long seed) {
        ModelShape shape = new ModelShape(2, 256, 8, 4, 32, 512, VOCABULARY, CONTEXT, THETA, EPSILON);
        return new TrainingPlan("sluice-large", shape, new Schedule(2e-3, 9_000, 200), 24, seed);
    }

    /** The same plan over another number of steps. */
    public TrainingPlan steps(int steps) {
        int warmup = Math.min(schedule.warmup(), Math.max(1, steps / 10));
        return new TrainingPlan(name, shape, new Schedule(schedule.peak(), steps, warmup), batchRows, seed);
    }
}
