package io.sluice.trainer.model;

import java.util.SplittableRandom;

/** A model and a batch so small that finite differences are affordable. */
public final class Tiny {

    public static final ModelShape SHAPE = new ModelShape(2, 8, 4, 2, 4, 12, 11, 64, 10_000, 1e-5);

    private Tiny() {}

    public static Batch batch(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = 3;
        int time = 5;
        long[] inputs = random.longs((long) rows * time, 0, SHAPE.vocabulary()).toArray();
        long[] targets = random.longs((long) rows * time, 0, SHAPE.vocabulary()).toArray();
        float[] weights = new float[rows * time];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % time == 0 ? 0 : random.nextFloat();
        }
        return new Batch(rows, time, inputs, targets, weights, (long) rows * time);
    }

    /** Larger weights than training starts from, so that no derivative drowns in rounding. */
    public static float[] weights(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] weights = Initialisation.draw(SHAPE, seed);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += (float) (0.3 * random.nextGaussian());
        }
        return weights;
    }
}
