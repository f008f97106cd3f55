package io.sluice.selection.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.LineInput;
import io.sluice.selection.field.BadField;
import io.sluice.tasks.Oracle;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GeneratedRowsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path root;

    private static GeneratedRows rows(String request) throws BadField {
        return new GeneratedRows(Generation.of(JSON.readValue(request, GenerationRequest.class)));
    }

    private static List<JsonNode> read(GeneratedRows rows) {
        List<JsonNode> read = new ArrayList<>();
        rows.forEachRemaining(line -> read.add(JSON.readTree(line)));
        return read;
    }

    private static Task task(JsonNode row) {
        return new Task(row.get("task").asString(), row.get("difficulty").asInt(), row.get("prompt").asString(),
                row.get("completion").asString(), row.get("answer").asString());
    }

    @Test
    void aRowFollowsFromTheSeedAndItsPlaceAlone() throws BadField {
        List<JsonNode> many = read(rows("{\"rows\": 300, \"seed\": 4}"));
        assertThat(many).hasSize(300);
        assertThat(read(rows("{\"rows\": 100, \"seed\": 4}"))).isEqualTo(many.subList(0, 100));
        assertThat(read(rows("{\"rows\": 100, \"seed\": 5}"))).doesNotContainSubsequence(many.subList(0, 2));
    }

    @Test
    void templatesComeAsOftenAsTheirWeightsSay() throws BadField {
        Map<String, Long> counts = read(rows("""
                {"rows": 8000, "templates": [{"name": "order", "weight": 2.5}, {"name": "mirror"}, {"name": "verifier", "weight": 0.5}]}"""))
                .stream().collect(Collectors.groupingBy(row -> row.get("task").asString(), Collectors.counting()));
        assertThat(counts).containsOnlyKeys("order", "mirror", "verifier");
        assertThat(counts.get("order") / 8000.0).isCloseTo(0.625, within(0.02));
        assertThat(counts.get("mirror") / 8000.0).isCloseTo(0.25, within(0.02));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1})
    void theDialTurnsTheMeanDifficulty(double dial) throws BadField {
        double[] levels = read(rows("{\"rows\": 4000, \"difficulty\": " + dial + "}")).stream().mapToDouble(row -> row.get("difficulty").asInt()).toArray();
        assertThat(Arrays.stream(levels).average().orElseThrow()).isCloseTo(1 + 4 * dial, within(dial == 0.3 ? 0.07 : 0));
        assertThat(Arrays.stream(levels).distinct().sorted().toArray()).satisfies(values -> assertThat(values.length).isEqualTo(dial == 0.3 ? 5 : 1));
    }

    @Test
    void splitsShareNothingWhateverTheSeeds() throws BadField {
        Set<String> all = new HashSet<>();
        int sum = 0;
        for (String split : List.of("train", "calibration", "test")) {
            Set<String> prompts = new HashSet<>();
            for (int seed = 1; seed <= 2; seed++) {
                read(rows("{\"rows\": 1500, \"split\": \"" + split + "\", \"seed\": " + seed + "}")).forEach(row -> {
                    assertThat(Split.of(row.get("prompt").asString())).hasToString(split.toUpperCase(Locale.ROOT));
                    assertThat(Oracle.agrees(task(row))).isTrue();
                    prompts.add(row.get("prompt").asString());
                });
            }
            sum += prompts.size();
            all.addAll(prompts);
        }
        assertThat(all).hasSize(sum);
    }

    @Test
    void rowsOfARareSplitAreNotEachOthersNeighboursAgain() throws BadField {
        List<JsonNode> rows = read(rows("{\"rows\": 1000, \"split\": \"test\", \"templates\": [{\"name\": \"rotate\"}]}"));
        assertThat(rows.stream().map(row -> row.get("prompt").asString()).distinct().count()).isGreaterThan(980);
    }

    @Test
    void whatTheOracleDoesNotAgreeWithIsDrawnAnew() throws BadField {
        AtomicInteger drawn = new AtomicInteger();
        GeneratedRows rows = new GeneratedRows(Generation.of(JSON.readValue("{\"rows\": 50}", GenerationRequest.class)),
                (kind, difficulty, split, random) -> {
                    Task right = kind.draw(difficulty, split, random);
                    return drawn.incrementAndGet() % 3 == 0 ? right
                            : drawn.get() % 3 == 1 ? new Task(right.name(), difficulty, right.prompt(), "#### 7x", "7x")
                            : new Task(right.name(), difficulty, right.prompt(), "#### " + right.answer() + "0", right.answer());
                });
        assertThat(read(rows)).hasSize(50).allMatch(row -> Oracle.agrees(task(row)));
        assertThat(rows.refused()).isEqualTo(100);
    }

    @Test
    void aBrokenTemplateIsNamed() throws BadField {
        GeneratedRows rows = new GeneratedRows(
                Generation.of(JSON.readValue("{\"templates\": [{\"name\": \"add\"}]}", GenerationRequest.class)),
                (kind, difficulty, split, random) -> new Task(kind.name(), difficulty, "Add: 1+1", "#### 3", "3"));
        assertThatThrownBy(rows::next).isInstanceOf(IllegalStateException.class).hasMessageContaining("template add");
    }

    @Test
    void becomeADataSetOfTheirFormOnTheWay() throws BadField, IOException {
        Intake intake = new Intake(new FileDataSetStore(root), 1 << 20);
        DataSet set = stored(intake.take(new LineInput(rows("{\"rows\": 500, \"form\": \"chat\", \"difficulty\": 0.5}"))));
        assertThat(set.profile().forms()).containsExactly(Map.entry("chat", 500L));
        assertThat(set.profile().faults()).isEmpty();
        assertThat(set.profile().labels()).containsKeys("task", "difficulty", "answer");
        byte[] bytes = new LineInput(rows("{\"rows\": 500, \"form\": \"chat\", \"difficulty\": 0.5}")).readAllBytes();
        assertThat(stored(intake.take(new ByteArrayInputStream(bytes))).digest()).isEqualTo(set.digest());
        assertThat(new String(bytes, StandardCharsets.UTF_8)).startsWith("{\"messages\":[{\"role\":\"user\",\"content\":");
    }

    private static DataSet stored(Intake.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Intake.Outcome.Stored.class);
        return ((Intake.Outcome.Stored) outcome).set();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"rows\": 0} | rows | from 1 to 1000000",
        "{\"rows\": 1000001} | rows | from 1 to 1000000",
        "{\"difficulty\": 1.01} | difficulty | from 0 to 1",
        "{\"difficulty\": -0.1} | difficulty | from 0 to 1",
        "{\"form\": \"plain\"} | form | instruction, chat",
        "{\"form\": \"poem\"} | form | one of",
        "{\"split\": \"holdout\"} | split | train, calibration, test",
        "{\"templates\": []} | templates | 1 to 64",
        "{\"templates\": [null]} | templates[0].name | missing",
        "{\"templates\": [{\"name\": \"add\"}, {\"name\": \"juggle\"}]} | templates[1].name | no template; there are [copy, ",
        "{\"templates\": [{\"name\": \"add\"}, {\"name\": \"add\"}]} | templates[1].name | twice",
        "{\"templates\": [{\"name\": \"add\", \"weight\": 0}]} | templates[0].weight | above 0",
        "{\"templates\": [{\"name\": \"add\", \"weight\": 1e7}]} | templates[0].weight | at most 1000000",
    })
    void whatCantBeDoneIsToldByItsField(String request, String field, String reason) {
        assertThatThrownBy(() -> rows(request)).isInstanceOf(BadField.class).hasMessageStartingWith(field + " ").hasMessageContaining(reason)
                .extracting(bad -> ((BadField) bad).field()).isEqualTo(field);
    }

    @Test
    void everyTemplateCanBeAskedForInEverySplit() throws BadField {
        for (String name : TaskKind.names()) {
            for (String split : List.of("train", "calibration", "test")) {
                assertThat(read(rows("{\"rows\": 5, \"difficulty\": 0, \"split\": \"%s\", \"templates\": [{\"name\": \"%s\"}]}".formatted(split, name)))).hasSize(5);
            }
        }
    }
}
