package io.sluice.benchmarks.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.workflow.scripted.ScriptedEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkflowBenchmarkTest {

    private static WorkflowResult result;

    @BeforeAll
    static void compare() throws InterruptedException {
        try (Environment environment = new ScriptedEnvironment(1)) {
            result = new WorkflowBenchmark(environment, new PrintStream(OutputStream.nullOutputStream())).run(2_000, 800, 1);
        }
    }

    private static Row row(String name) {
        return result.rows().stream().filter(row -> row.scheduler().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void qLearningMeetsEveryGate() {
        assertThat(result.gates()).hasSize(4).allSatisfy(gate -> assertThat(gate.met()).as("%s: %s", gate.name(), gate.measured()).isTrue());
    }

    @Test
    void nobodyIsAheadOfTheOracle() {
        assertThat(result.rows()).filteredOn(row -> !row.scheduler().equals("oracle"))
                .allSatisfy(row -> assertThat(Objects.requireNonNull(row.regretToOracle()).high()).as(row.scheduler()).isPositive());
        assertThat(Objects.requireNonNull(row("q-learning").regretToOracle()).mean()).isLessThan(0.05 * row("oracle").reward().mean());
    }

    @Test
    void theBestFlowDiffersFromKindToKind() {
        assertThat(row("single small").accuracyByKind().get("easy")).isGreaterThan(0.8);
        assertThat(row("single small").accuracyByKind().get("lookup")).isLessThan(0.4);
        assertThat(row("single large").accuracyByKind().get("lookup")).isGreaterThan(0.8);
        assertThat(row("single large").accuracyByKind().get("arithmetic")).isLessThan(0.5);
    }

    @Test
    void programsFindTheirKeysAndPeopleTheirCurve(@TempDir Path folder) throws Exception {
        WorkflowReporter.write(result, folder.resolve("result.json"));
        JsonNode rows = JsonMapper.builder().build().readTree(Files.readString(folder.resolve("result.json"))).get("rows");
        assertThat(rows.size()).isEqualTo(12);
        for (JsonNode row : rows) {
            assertThat(row.propertyNames()).contains("scheduler", "accuracy", "steps", "tokens", "costRatioToAll");
        }
        WorkflowReporter.draw(result, folder.resolve("curve.svg"));
        byte[] svg = Files.readAllBytes(folder.resolve("curve.svg"));
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg)).getElementsByTagName("path").getLength())
                .isGreaterThan(10);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        WorkflowReporter.print(result, new PrintStream(text, true, StandardCharsets.UTF_8));
        assertThat(text.toString(StandardCharsets.UTF_8)).contains("+4.05 %", "30.68-48.31 %", "q-learning", "met    at most 50.0 % of the cost");
    }
}
