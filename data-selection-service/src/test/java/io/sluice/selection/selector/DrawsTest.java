package io.sluice.selection.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawsTest {

    @Test
    void hangOnSeedPromptAndResponseAlone() {
        Row row = new Row(1, RowForm.INSTRUCTION, "ab", "c");
        double drawn = Draws.uniform(5, row);

        assertThat(Draws.uniform(5, new Row(9, RowForm.CHAT, "ab", "c"))).isEqualTo(drawn);
        assertThat(Draws.uniform(6, row)).isNotEqualTo(drawn);
        assertThat(Draws.uniform(5, new Row(1, RowForm.INSTRUCTION, "a", "bc"))).isNotEqualTo(drawn);
    }

    @Test
    void areEvenOverNearlyEqualTexts() {
        double[] drawn = IntStream.range(0, 100_000).mapToDouble(i -> Draws.uniform(1, Row.plain(i, "row number " + i))).sorted().toArray();

        double worst = IntStream.range(0, drawn.length).mapToDouble(i -> Math.abs(drawn[i] - (i + 0.5) / drawn.length)).max().orElseThrow();
        assertThat(worst).as("Kolmogorov-Smirnov at 0.1 %% is 0.0062").isLessThan(0.0062);
        assertThat(drawn[0]).isPositive();
        assertThat(drawn[drawn.length - 1]).isCloseTo(1, within(1e-3)).isLessThan(1);
    }

    @Test
    void rowsShareNoNumbers() {
        long[] drawn = IntStream.range(0, 1_000).boxed().flatMapToLong(row -> Draws.at(3, row).longs(64)).toArray();

        assertThat(Arrays.stream(drawn).distinct().count()).isEqualTo(64_000);
        assertThat(Draws.at(3, 7).longs(64)).containsExactly(Draws.at(3, 7).longs(64).boxed().toArray(Long[]::new));
    }
}
