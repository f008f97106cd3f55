package io.sluice.selection.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowSampleTest {

    private static final List<Row> ROWS = IntStream.range(0, 20).mapToObj(i -> Row.plain(i, "row " + i)).toList();

    private static List<Row> sample(int size, long seed) {
        List<Row> taken = new ArrayList<>();
        RowSample.of(ROWS).each(size, seed, taken::add);
        return taken;
    }

    @Test
    void hasAsManyRowsAsWantedInTheirOrder() {
        for (int size = 0; size <= 20; size++) {
            assertThat(sample(size, 3)).hasSize(size).isSortedAccordingTo((a, b) -> Long.compare(a.ordinal(), b.ordinal())).doesNotHaveDuplicates();
        }
        assertThat(sample(1_000, 3)).isEqualTo(ROWS);
        assertThat(sample(5, 3)).isEqualTo(sample(5, 3));
    }

    @Test
    void takesEveryRowEquallyOften() {
        int[] taken = new int[20];
        for (int seed = 0; seed < 20_000; seed++) {
            sample(5, seed).forEach(row -> taken[(int) row.ordinal()]++);
        }
        for (int times : taken) {
            assertThat(times / 20_000.0).isCloseTo(0.25, within(0.015));
        }
    }
}
