package io.sluice.benchmarks.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompositionMeasurementTest {

    @TempDir
    Path cache;

    /** One step teaches nothing; that compositions stand beside base, parts and sum, and only they depend on the seed, is what counts. */
    @Test
    void whatIsLearnedOverSeedsStandsBesideItsParts() throws IOException {
        List<String> lines = new ArrayList<>();
        List<CompositionRow> rows = new CompositionMeasurement(new CompositionMeasurement.Plan(
                Path.of("..", "models", "sluice-small"), cache, 1, List.of("swap", "min"), List.of(1L, 2L), 1, 2, 3), lines::add).run();
        assertThat(rows).extracting(CompositionRow::method)
                .containsExactly("base", "swap", "min", "sum", "coefficient-per-part", "coefficient-per-block");
        assertThat(rows).allMatch(row -> row.byTask().keySet().equals(rows.getFirst().byTask().keySet()));
        assertThat(rows.getFirst().byTask()).containsOnlyKeys("swap", "min");
        assertThat(rows.subList(0, 4)).allMatch(row -> row.seeds() == 1 && row.meanRange() == null);
        assertThat(rows.subList(4, 6)).allMatch(row -> row.seeds() == 2 && row.meanRange() != null && row.oldRange() != null);
        assertThat(lines).filteredOn(line -> line.contains("(once)")).hasSize(2);
        assertThat(lines).filteredOn(line -> line.startsWith("coefficient-per-block, seed")).hasSize(2);
    }

    @Test
    void theTableHasSharesAndIntervals() {
        KindRow.Range range = new KindRow.Range(0.25, 0.75);
        String table = new Compositions(List.of(new CompositionRow("sum", Map.of("min", 0.5), 0.5, 0.9, 2, range, null))).table();
        assertThat(table.lines().skip(1)).singleElement().asString().matches("sum +50\\.0 +50\\.0 \\(25\\.0\\.\\.75\\.0\\) +90\\.0");
    }
}
