package io.sluice.benchmarks.adapter;

import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.LowRankMerge.Factors;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.Projection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A LoRA of small random factors on every projection: as large as any of its rank. */
final class RandomAdapter {

    private static final float SIZE = 0.01f;

    private RandomAdapter() {
    }

    static LowRankAdapter draw(ModelShape shape, int rank, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Factors> factors = new HashMap<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                int inputs = shape.inputs(projection);
                int outputs = shape.outputs(projection);
                factors.put(projection.tensor(layer), new Factors(numbers(random, rank * inputs),
                        numbers(random, outputs * rank), outputs, rank, inputs, 1));
            }
        }
        return LowRankAdapter.of(factors, shape);
    }

    private static float[] numbers(SplittableRandom random, int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (random.nextFloat() - 0.5f) * SIZE;
        }
        return numbers;
    }
}
