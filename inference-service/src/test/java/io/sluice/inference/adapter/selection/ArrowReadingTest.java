package io.sluice.inference.adapter.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.kernel.LowRankFactors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrowReadingTest {

    private static final int TOKENS = 5;

    private final List<Prototypes> library = List.of(prototypes(2, 1), prototypes(3, 2));

    private static Prototypes prototypes(int rank, long seed) {
        return Prototypes.of(Library.random(rank, 1, seed), Prototypes.Extent.WHOLE);
    }

    private static float[] x(int layer, Projection projection, int position) {
        return Library.numbers(Library.SHAPE.inputs(projection), new SplittableRandom(layer * 100 + projection.ordinal() * 10 + position));
    }

    private void read(ArrowReading reading, List<Integer> positions) {
        for (int layer = 0; layer < Library.SHAPE.layers(); layer++) {
            for (int position : positions) {
                for (Projection projection : Projection.values()) {
                    reading.project(layer, projection, position, x(layer, projection, position), 0, new float[99], 0, Library.naive());
                }
            }
        }
    }

    private ArrowReading reading() {
        return new ArrowReading(library, List.of(Background.UNKNOWN, Background.UNKNOWN), Library.SHAPE.layers() - 1);
    }

    private static List<Integer> inOrder() {
        return IntStream.range(0, TOKENS).boxed().toList();
    }

    @Test
    void isTheMeanByItsDefinition() {
        ArrowReading reading = reading();
        read(reading, inOrder());
        double[] expected = new double[2];
        for (int layer = 0; layer < Library.SHAPE.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                for (int position = 0; position < TOKENS; position++) {
                    for (int e = 0; e < 2; e++) {
                        LowRankFactors factors = library.get(e).adapter().factors(layer, projection);
                        expected[e] += ProductLength.of(factors, x(layer, projection, position))
                                / (Library.SHAPE.layers() * Projection.values().length * TOKENS);
                    }
                }
            }
        }
        assertThat(reading.logits()).containsExactly(expected, within(1e-6));
    }

    @Test
    void neitherTheOrderOfRowsNorAnotherReadingChangesABit() {
        ArrowReading once = reading();
        read(once, inOrder());
        List<Integer> shuffled = new ArrayList<>(inOrder());
        Collections.shuffle(shuffled, new Random(1));
        ArrowReading again = reading();
        read(again, List.of(0, 1, 2));
        read(again, shuffled);
        assertThat(again.logits()).containsExactly(once.logits());
    }

    /** Of two layers the middle one is the first. */
    @Test
    void layersBehindTheMiddleDoNotCount() {
        ArrowReading half = new ArrowReading(library);
        ArrowReading first = new ArrowReading(library, List.of(Background.UNKNOWN, Background.UNKNOWN), 0);
        ArrowReading all = reading();
        List.of(half, first, all).forEach(each -> read(each, inOrder()));
        assertThat(half.logits()).containsExactly(first.logits());
        assertThat(half.logits()).isNotEqualTo(all.logits());
    }

    @Test
    void aBackgroundIsTakenAwayInUnitsOfItsDeviation() {
        double[][] means = new double[Library.SHAPE.layers()][Projection.values().length];
        double[][] deviations = new double[Library.SHAPE.layers()][Projection.values().length];
        for (int layer = 0; layer < means.length; layer++) {
            Arrays.fill(means[layer], 2);
            Arrays.fill(deviations[layer], 4);
        }
        ArrowReading plain = reading();
        ArrowReading above = new ArrowReading(library, List.of(new Background(means, deviations), Background.UNKNOWN), 1);
        read(plain, inOrder());
        read(above, inOrder());
        assertThat(above.logits()[0]).isCloseTo((plain.logits()[0] - 2) / 4, within(1e-9));
        assertThat(above.logits()[1]).isEqualTo(plain.logits()[1]);
    }
}
