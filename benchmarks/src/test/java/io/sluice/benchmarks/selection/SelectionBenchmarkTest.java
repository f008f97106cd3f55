package io.sluice.benchmarks.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.adapter.StepJournal;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.catalog.Selectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The form that takes seconds: what comes out says nothing of selectors. */
class SelectionBenchmarkTest {

    @TempDir
    private static Path journal;

    private static final List<String> LOG = new ArrayList<>();
    private static SelectionResult result;

    private static SelectionResult measure(List<String> log) throws Exception {
        Set<SelectionPlan.Part> parts = EnumSet.allOf(SelectionPlan.Part.class);
        SelectionPlan plan = SelectionPlan.usual(parts, List.of(1L, 2L), Path.of("../models/sluice-small"), journal, "test").quick();
        return new SelectionBenchmark(plan, log::add).run();
    }

    @BeforeAll
    static void measureOnce() throws Exception {
        result = measure(LOG);
    }

    @Test
    void everySelectorHasARowForEveryBudget() {
        List<String> names = Selectors.all().stream().map(Selector::name).toList();
        assertThat(result.rows()).extracting(SelectionRow::selector).containsOnlyElementsOf(names);
        assertThat(result.rows()).filteredOn(row -> !row.selector().equals("full")).hasSize((names.size() - 1) * 2)
                .allSatisfy(row -> assertThat(row.precision()).isBetween(0.0, 1.0));
        assertThat(result.rows()).filteredOn(row -> row.selector().equals("full")).singleElement().satisfies(row -> assertThat(row.budget()).isEqualTo(1));
        assertThat(result.rows()).filteredOn(row -> row.selector().equals("random")).allSatisfy(row -> assertThat(row.dataRatioToRandom()).isEqualTo(1));
        assertThat(result.gates()).hasSize(6);
    }

    @Test
    void threadsAndMemoryAreMeasuredToo() {
        assertThat(result.threads()).hasSize(5).allSatisfy(each -> assertThat(each.rowsPerSecond()).isPositive());
        assertThat(result.memory()).extracting(MemoryRow::rows).containsExactly(2_000, 6_000);
        assertThat(result.memory()).allSatisfy(row -> assertThat(row.seconds()).isPositive());
    }

    @Test
    void aSecondRunMeasuresNothingAgain() throws Exception {
        List<String> again = new ArrayList<>();
        assertThat(measure(again).rows()).isEqualTo(result.rows());
        assertThat(again).noneMatch(line -> line.contains("precision") || line.contains("memory") || line.contains("threads"));
        assertThat(LOG).anyMatch(line -> line.contains("precision"));
        assertThat(Files.readAllLines(StepJournal.file(journal, "selection-training")).stream().filter(line -> !line.isBlank())).hasSize(17);
    }

    @Test
    void programsFindTheirKeysAndPeopleTheirCurves(@TempDir Path folder) throws Exception {
        SelectionReporter.write(result, folder.resolve("result.json"));
        JsonNode rows = JsonMapper.shared().readTree(Files.readString(folder.resolve("result.json"))).get("rows");
        assertThat(rows.size()).isEqualTo(15);
        for (JsonNode row : rows) {
            assertThat(row.propertyNames()).contains("selector", "budget", "precision", "loss", "accuracy", "dataRatioToRandom", "cpuSecondsPerMillion");
        }
        SelectionReporter.draw(result, folder.resolve("curves.svg"));
        byte[] svg = Files.readAllBytes(folder.resolve("curves.svg"));
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg)).getElementsByTagName("circle").getLength())
                .isEqualTo(45);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        SelectionReporter.print(result, new PrintStream(text, true, StandardCharsets.UTF_8));
        assertThat(text.toString(StandardCharsets.UTF_8)).contains("85.1 %", "65.8 %", "25 times", "zip-fit target=dictionary",
                "color-filter has a smaller loss than random at every budget to 10 %");
    }
}
