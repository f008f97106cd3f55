package io.sluice.benchmarks.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixingBenchmarkTest {

    @TempDir
    private Path work;

    private static MixingSetup setup(int rows, List<Double> fractions) {
        return new MixingSetup(Path.of("..", "models", "sluice-small"), List.of("rotate", "min"), rows, "tail", 24, fractions, 1, List.of(1L), 4);
    }

    @Test
    void everyOrderIsTrainedOnTheRowsOfItsPlan() throws IOException {
        List<MixingRow> rows = new MixingBenchmark(setup(48, List.of(0.0, 0.5)), row -> { }).run(work);
        assertThat(rows).extracting(MixingRow::order).containsExactly("before", "general-only", "multi-task", "mixed-sequential", "dmt 0.5");
        assertThat(rows).extracting(MixingRow::rows).containsExactly(0, 24, 120, 120, 168);
        assertThat(rows).extracting(MixingRow::steps).containsExactly(0, 1, 5, 5, 7);
        assertThat(rows).allMatch(row -> row.special() >= 0 && row.special() <= 1);
    }

    @Test
    void whatCantBeComparedIsTold() {
        assertThatThrownBy(() -> setup(0, List.of())).hasMessageContaining("rows can't be 0");
        assertThatThrownBy(() -> setup(10, List.of(2.0))).hasMessageContaining("fractions can't be [2.0]");
    }
}
