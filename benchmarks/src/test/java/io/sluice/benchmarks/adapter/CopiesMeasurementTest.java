package io.sluice.benchmarks.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tasks.TaskGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiesMeasurementTest {

    @TempDir
    Path cache;

    /** One step teaches nothing; that both copies take the adapters is what counts. */
    @Test
    void theOriginalAndBothCopiesHaveARow() throws IOException {
        List<CopyRow> rows = new CopiesMeasurement(new SelectionMeasurement.Plan(
                Path.of("..", "models", "sluice-small"), cache, 1, 1, 2, 1, "1"), line -> { }).run();

        assertThat(rows).extracting(CopyRow::format).containsExactly("F32", "Q8_0", "Q4_0");
        assertThat(rows).extracting(CopyRow::weightsMb).isSortedAccordingTo((one, next) -> Double.compare(next, one));
        assertThat(rows).allMatch(row -> row.own() > 0.3 && List.copyOf(row.bySkill().keySet()).equals(TaskGenerator.skills()));
        assertThat(CopiesMeasurement.table(rows)).contains("Q4_0", "rotate 0");
    }
}
