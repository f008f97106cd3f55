package io.sluice.inference.adapter.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.engine.hook.ProjectionHook;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrowRouterTest {

    private static ArrowRouter router(int kept, double temperature, LowRankAdapter... adapters) {
        return new ArrowRouter(List.of(adapters).stream().map(each -> Prototypes.of(each, Prototypes.Extent.FIRST)).toList(), new ArrowRouter.Settings(kept, temperature));
    }

    private static float[] added(ProjectionHook hook, Projection projection, float[] x) {
        float[] y = new float[Library.SHAPE.outputs(projection)];
        hook.project(1, projection, x, 0, y, 0, Library.naive());
        return y;
    }

    private static float[] input(Projection projection, long seed) {
        return Library.numbers(Library.SHAPE.inputs(projection), new SplittableRandom(seed));
    }

    @ParameterizedTest
    @EnumSource
    void oneAdapterAloneIsThatAdapterToTheBit(Projection projection) {
        LowRankAdapter adapter = Library.random(3, 0.7, 1);
        float[] x = input(projection, 2);
        assertThat(added(router(4, 0.3, adapter), projection, x)).containsExactly(added(adapter, projection, x));
    }

    @ParameterizedTest
    @EnumSource
    void ofAdaptersThatReadDifferentInputsTheOneThatIsMeantWins(Projection projection) {
        LowRankAdapter[] library = IntStream.range(0, 5).mapToObj(Library::planted).toArray(LowRankAdapter[]::new);
        for (int right = 0; right < library.length; right++) {
            float[] x = new float[Library.SHAPE.inputs(projection)];
            x[right] = -3;
            assertThat(added(router(1, 1, library), projection, x)).containsExactly(added(library[right], projection, x));
        }
    }

    @Test
    void allOfThemTogetherAreTheSumByItsDefinition() {
        LowRankAdapter[] library = {Library.random(2, 1, 3), Library.random(3, 0.5, 4), Library.random(1, 2, 5)};
        float[] x = input(Projection.GATE, 6);
        double[] z = new double[library.length];
        double sum = 0;
        for (int e = 0; e < z.length; e++) {
            float[] v = TopDirection.of(library[e].factors(1, Projection.GATE));
            double dot = 0;
            for (int i = 0; i < x.length; i++) {
                dot += x[i] * v[i];
            }
            z[e] = Math.exp(Math.abs(dot) / 2);
            sum += z[e];
        }
        float[] expected = new float[Library.SHAPE.outputs(Projection.GATE)];
        for (int e = 0; e < z.length; e++) {
            float[] own = added(library[e], Projection.GATE, x);
            for (int o = 0; o < expected.length; o++) {
                expected[o] += (float) (z[e] / sum * own[o]);
            }
        }
        assertThat(added(router(3, 2, library), Projection.GATE, x)).containsExactly(expected, within(1e-4f));
    }

    @Test
    void theSignOfWhatIsReadDoesNotMatter() {
        LowRankAdapter[] library = {Library.random(2, 1, 3), Library.random(2, 1, 4)};
        float[] x = input(Projection.UP, 7);
        float[] opposite = x.clone();
        for (int i = 0; i < x.length; i++) {
            opposite[i] = -x[i];
        }
        float[] y = added(router(2, 1, library), Projection.UP, x);
        float[] mirrored = added(router(2, 1, library), Projection.UP, opposite);
        for (int i = 0; i < y.length; i++) {
            assertThat(mirrored[i]).isEqualTo(-y[i]);
        }
    }
}
