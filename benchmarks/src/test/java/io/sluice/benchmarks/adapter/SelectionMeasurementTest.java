package io.sluice.benchmarks.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.adapter.selection.Shares;
import io.sluice.tasks.TaskGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class SelectionMeasurementTest {

    @TempDir
    Path cache;

    private List<SelectionRow> measure(List<String> lines) throws IOException {
        return new SelectionMeasurement(new SelectionMeasurement.Plan(
                Path.of("..", "models", "sluice-small"), cache, 1, 1, 1, 1, "1"), lines::add).run();
    }

    private List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(cache)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    /** One step teaches nothing; that every way has a row, and that a run goes on where one stopped, is what counts. */
    @Test
    void everyWayHasARowAndARunGoesOnWhereOneStopped() throws IOException {
        List<String> lines = new ArrayList<>();
        List<SelectionRow> rows = measure(lines);
        assertThat(rows).extracting(SelectionRow::method).startsWith("none", "best-single", "oracle", "arrow", "mhr", "nearest").hasSize(14);
        assertThat(rows).filteredOn(row -> List.of("arrow", "mhr", "nearest").contains(row.method()))
                .allMatch(row -> row.chosenRight() != null);
        List<String> trainings = lines.stream().filter(line -> line.contains("(once)")).toList();
        assertThat(trainings).hasSize(2 * TaskGenerator.skills().size());
        assertThat(files(".checkpoint")).isEmpty();

        Path mixture = files("tail.json").getFirst();
        byte[] learned = Files.readAllBytes(mixture);
        double[] head = JsonMapper.shared().readValue(learned, double[][][][].class)[0][0][0];
        assertThat(Shares.best(head)).as("where it starts").isEqualTo(TaskGenerator.skills().indexOf("tail"));
        Files.delete(mixture);
        List<String> again = new ArrayList<>();
        assertThat(measure(again)).isEqualTo(rows);
        assertThat(again).filteredOn(line -> line.contains("(once)")).containsExactly("learning MHR's mixture for tail (once)");
        assertThat(mixture).hasBinaryContent(learned);
    }
}
