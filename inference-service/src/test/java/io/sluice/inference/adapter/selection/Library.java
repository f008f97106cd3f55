package io.sluice.inference.adapter.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.LowRankMerge.Factors;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.kernel.Kernels;
import io.sluice.inference.kernel.LowRankFactors;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Adapters with made-up numbers for a small shape. */
final class Library {

    static final ModelShape SHAPE = new ModelShape(2, 16, 4, 4, 32, 2, 24);

    private Library() {
    }

    static LowRankAdapter random(int rank, double scale, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Factors> factors = new HashMap<>();
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                int rows = SHAPE.outputs(projection);
                int columns = SHAPE.inputs(projection);
                factors.put(projection.tensor(layer), new Factors(numbers(rank * columns, random), numbers(rows * rank, random),
                        rows, rank, columns, scale));
            }
        }
        return LowRankAdapter.of(factors, SHAPE);
    }

    /** Reads one input of every projection alone. */
    static LowRankAdapter planted(int input) {
        Map<String, Factors> factors = new HashMap<>();
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                float[] a = new float[SHAPE.inputs(projection)];
                a[input] = 1;
                float[] b = new float[SHAPE.outputs(projection)];
                b[input % b.length] = input + 1;
                factors.put(projection.tensor(layer), new Factors(a, b, b.length, 1, a.length, 1));
            }
        }
        return LowRankAdapter.of(factors, SHAPE);
    }

    /** Low-rank products by their definition; nothing else. */
    static Kernels naive() {
        return (Kernels) Proxy.newProxyInstance(Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, a) -> {
            assertThat(method.getName()).isEqualTo("lowRank");
            lowRank((float[]) a[0], (int) a[1], (LowRankFactors) a[2], (float) a[3], (float[]) a[4], (int) a[5]);
            return null;
        });
    }

    private static void lowRank(float[] x, int x0, LowRankFactors of, float factor, float[] y, int y0) {
        float[] a = of.a();
        float[] b = of.b();
        for (int j = 0; j < of.rank(); j++) {
            double sum = 0;
            for (int i = 0; i < of.inputs(); i++) {
                sum += (double) a[j * of.inputs() + i] * x[x0 + i];
            }
            for (int o = 0; o < of.outputs(); o++) {
                y[y0 + o] += (float) (factor * sum * b[o * of.rank() + j]);
            }
        }
    }

    static float[] numbers(int count, SplittableRandom random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
