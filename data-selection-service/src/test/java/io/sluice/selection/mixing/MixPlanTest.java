package io.sluice.selection.mixing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MixPlanTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path root;
    private FileDataSetStore store;
    private Intake intake;
    private DataSets sets;
    private DataSet maths;
    private DataSet code;
    private DataSet talk;

    @BeforeEach
    void fill() throws IOException {
        store = new FileDataSetStore(root);
        intake = new Intake(store, 1 << 24);
        sets = new DataSets(store);
        maths = set("m", 1_000);
        code = set("c", 100);
        talk = set("t", 50);
    }

    private DataSet set(String prefix, int rows) throws IOException {
        return stored(new ByteArrayInputStream(IntStream.range(0, rows)
                .mapToObj(i -> "{\"prompt\":\"%s%d\",\"completion\":\"#### %d\",\"task\":\"%s\"}\n".formatted(prefix, i, i, prefix))
                .reduce("", String::concat).getBytes(UTF_8)));
    }

    private DataSet stored(InputStream lines) throws IOException {
        Intake.Outcome outcome = intake.take(lines);
        assertThat(outcome).isInstanceOf(Intake.Outcome.Stored.class);
        return ((Intake.Outcome.Stored) outcome).set();
    }

    private MixPlan plan(String strategy, String more) throws BadField {
        return MixPlan.of(JSON.readValue("""
                {"strategy": %s, "special": [{"dataset": "maths"}, {"dataset": "code"}], "general": [{"dataset": "talk"}]%s}"""
                .formatted(strategy, more), MixRequest.class), List.of(maths, code), List.of(talk));
    }

    private static List<String> shape(MixPlan plan) {
        return plan.stages().stream().map(stage -> stage.draws().stream().map(draw -> draw.ability().charAt(0) + ":" + draw.rows()).toList().toString()).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"multi-task\" | | [s:1000, s:100, g:50]",
        "\"sequential\" | | [s:1000] / [s:100] / [g:50]",
        "\"mixed-sequential\" | | [s:1000, s:100] / [g:50]",
        "null | | [s:1000, s:100] / [g:50, s:4, s:1]",
        "\"dmt\" | , \"replay\": 0 | [s:1000, s:100] / [g:50]",
        "\"dmt\" | , \"replay\": 0.25 | [s:1000, s:100] / [g:50, s:250, s:25]",
        "\"dmt\" | , \"replay\": 1 | [s:1000, s:100] / [g:50, s:1000, s:100]",
    })
    void stagesAreThoseOfTheStrategy(String strategy, String more, String stages) throws BadField {
        assertThat(String.join(" / ", shape(plan(strategy, more == null ? "" : more)))).isEqualTo(stages);
    }

    @Test
    void aMixHasItsRowsStageByStageWithWhereTheyComeFrom() throws BadField, IOException {
        MixPlan plan = plan("\"dmt\"", ", \"replay\": 0.1");
        List<JsonNode> rows = rows(plan);
        assertThat(rows).hasSize(1_260).hasSize((int) plan.rows());
        assertThat(rows.subList(0, 1_100)).allMatch(row -> row.get("stage").asInt() == 1).extracting(row -> row.get("prompt").asString()).doesNotHaveDuplicates();
        assertThat(rows.subList(1_100, 1_260)).allMatch(row -> row.get("stage").asInt() == 2).extracting(row -> row.get("prompt").asString()).doesNotHaveDuplicates();
        assertThat(rows.subList(1_100, 1_150)).allMatch(row -> row.get("task").asString().equals("t"));
        assertThat(rows.subList(1_150, 1_250)).allMatch(row -> row.get("task").asString().equals("m"));
        assertThat(rows).allSatisfy(row -> {
            DataSet from = Map.of("m", maths, "c", code, "t", talk).get(row.get("task").asString());
            String ordinal = row.get("prompt").asString().substring(1);
            assertThat(row.get("source").asString()).isEqualTo(from.digest().substring(0, 16) + "#" + ordinal);
            assertThat(row.get("completion").asString()).isEqualTo("#### " + ordinal);
        });
    }

    @Test
    void whatIsDrawnFollowsFromThePlanAlone() throws BadField, IOException {
        MixPlan plan = plan("\"dmt\"", ", \"replay\": 0.1");
        assertThat(rows(plan)).isEqualTo(rows(plan)).isNotEqualTo(rows(plan("\"dmt\"", ", \"replay\": 0.1, \"seed\": 2")));
        DataSet mix;
        try (MixedRows rows = new MixedRows(plan, sets)) {
            mix = stored(new LineInput(rows));
        }
        assertThat(mix.profile().labels().get("stage").top()).extracting(value -> value.value() + ":" + value.rows()).containsExactly("1:1100", "2:160");
    }

    @Test
    void ofASetNoMoreIsDrawnThanIsAskedFor() throws BadField, IOException {
        MixPlan plan = MixPlan.of(JSON.readValue("""
                {"special": [{"dataset": "maths", "rows": 40}], "general": [{"dataset": "talk", "rows": 50}], "replay": 0.5}""", MixRequest.class),
                List.of(maths), List.of(talk));
        assertThat(shape(plan)).containsExactly("[s:40]", "[g:50, s:20]");
        assertThat(rows(plan)).hasSize(110);
    }

    private List<JsonNode> rows(MixPlan plan) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        try (MixedRows mixed = new MixedRows(plan, sets)) {
            mixed.forEachRemaining(line -> rows.add(JSON.readTree(line)));
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"strategy\": \"soup\", \"special\": [{\"dataset\": \"a\"}], \"general\": [{\"dataset\": \"b\"}]} | strategy | multi-task, sequential, mixed-sequential, dmt",
        "{\"special\": [], \"general\": [{\"dataset\": \"b\"}]} | special | 1 to 8",
        "{\"special\": [{\"dataset\": \"a\"}]} | general | 1 to 8",
        "{\"special\": [{\"rows\": 5}], \"general\": [{\"dataset\": \"b\"}]} | special[0].dataset | missing",
        "{\"special\": [{\"dataset\": \"a\", \"rows\": 1001}], \"general\": [{\"dataset\": \"b\"}]} | special[0].rows | from 1 to 1000",
        "{\"special\": [{\"dataset\": \"a\"}], \"general\": [{\"dataset\": \"b\", \"rows\": 0}]} | general[0].rows | from 1 to 50",
        "{\"special\": [{\"dataset\": \"a\"}], \"general\": [{\"dataset\": \"b\"}], \"replay\": 1.5} | replay | from 0 to 1",
        "{\"strategy\": \"multi-task\", \"special\": [{\"dataset\": \"a\"}], \"general\": [{\"dataset\": \"b\"}], \"replay\": 0.5} | replay | dmt alone",
    })
    void whatCantBeDoneIsToldByItsField(String request, String field, String reason) {
        assertThatThrownBy(() -> MixPlan.of(JSON.readValue(request, MixRequest.class), List.of(maths), List.of(talk)))
                .isInstanceOf(BadField.class).hasMessageStartingWith(field + " ").hasMessageContaining(reason);
    }

    @Test
    void plainTextStaysPlain() throws Exception {
        DataSet plain = stored(new ByteArrayInputStream("{\"text\":\"no question\",\"kind\":\"prose\"}\n".getBytes(UTF_8)));
        MixRequest request = JSON.readValue("{\"special\": [{\"dataset\": \"a\"}], \"general\": [{\"dataset\": \"b\"}]}", MixRequest.class);
        assertThat(rows(MixPlan.of(request, List.of(talk), List.of(plain))).get(50)).hasToString(
                "{\"text\":\"no question\",\"kind\":\"prose\",\"stage\":2,\"source\":\"" + plain.digest().substring(0, 16) + "#0\"}");
    }

    @Test
    void aSetTwiceOrGoneIsTold() throws Exception {
        MixRequest request = JSON.readValue("{\"special\": [{\"dataset\": \"a\"}], \"general\": [{\"dataset\": \"b\"}]}", MixRequest.class);
        assertThatThrownBy(() -> MixPlan.of(request, List.of(maths), List.of(maths))).hasMessageStartingWith("general[0].dataset is the data set of another");
        MixPlan plan = MixPlan.of(request, List.of(maths), List.of(talk));
        store.delete(talk.digest());
        assertThatThrownBy(() -> rows(plan)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(talk.digest());
    }
}
