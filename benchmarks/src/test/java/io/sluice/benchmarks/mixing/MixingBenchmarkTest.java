package io.sluice.benchmarks.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.benchmarks.adapter.StepJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixingBenchmarkTest {

    private static final Path SMALL = Path.of("..", "models", "sluice-small");

    @TempDir
    private Path work;

    private static MixingSetup setup(int rows, List<Double> fractions) {
        return new MixingSetup(SMALL, List.of("rotate", "min"), rows, "tail", 24, fractions, 1, List.of(1L), 4);
    }

    @Test
    void everyOrderIsTrainedOnTheRowsOfItsPlan() throws IOException {
        MixingSetup setup = setup(48, List.of(0.0, 0.5));
        List<MixingRow> rows = new MixingBenchmark(setup, journal(MixingRow.class), row -> { }).run(Files.createDirectory(work.resolve("first")));
        assertThat(rows).extracting(MixingRow::order).containsExactly("before", "general-only", "multi-task", "mixed-sequential", "dmt 0.5");
        assertThat(rows).extracting(MixingRow::rows).containsExactly(0, 24, 120, 120, 168);
        assertThat(rows).extracting(MixingRow::steps).containsExactly(0, 1, 5, 5, 7);
        assertThat(rows).allMatch(row -> row.special() >= 0 && row.special() <= 1);
        assertThat(new MixingBenchmark(setup, journal(MixingRow.class), row -> { }).run(Files.createDirectory(work.resolve("again"))))
                .as("CPU time too, as nothing is trained again").isEqualTo(rows);
    }

    @Test
    void theSameRowsAreLearnedCleanAndWithEachNoise() throws IOException {
        NoiseSetup setup = new NoiseSetup(SMALL, "stock", 48, List.of(1.0), 1, 1, List.of(1L), 4);
        List<NoiseRow> rows = new NoiseBenchmark(setup, journal(NoiseRow.class), row -> { }).run(work);
        assertThat(rows).extracting(row -> row.noise() + " " + row.contamination()).containsExactly("before 0.0", "clean 0.0", "static 1.0", "dynamic 1.0");
        assertThat(rows.subList(1, 4)).allMatch(row -> row.rows() == 48 && row.steps() == 2);
        assertThat(rows).extracting(NoiseRow::noised).containsExactly(0.0, 0.0, 1.0, 1.0);
        assertThat(rows.subList(0, 3)).extracting(NoiseRow::wrong).containsOnly(0.0);
        assertThat(rows.get(3).wrong()).as("a mistake in every step leads elsewhere").isGreaterThan(0.9);
    }

    private <T> StepJournal<T> journal(Class<T> type) throws IOException {
        return new StepJournal<>(work.resolve("journal"), "rows", "test", type);
    }

    @Test
    void whatCantBeComparedIsTold() {
        assertThatThrownBy(() -> setup(0, List.of())).hasMessageContaining("rows can't be 0");
        assertThatThrownBy(() -> setup(10, List.of(2.0))).hasMessageContaining("fractions can't be [2.0]");
        assertThatThrownBy(() -> new NoiseSetup(SMALL, "stock", 9, List.of(0.0), 1, 1, List.of(1L), 4)).hasMessageContaining("contaminations can't be [0.0]");
    }
}
