package io.sluice.contracts.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.selection.SelectionRequest.Problem;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ComparisonRequestTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Test
    void whatIsAbsentHasItsUsualValue() {
        ComparisonRequest request = read("""
                {"pool": "web", "target": "wanted", "entries": [{"selector": "dsir"}, {"selector": "random"}], "budgets": [{"share": 0.1}],
                 "training": {"base": "sluice-large"}, "judging": {"held_out": "questions"}}""");

        assertThat(request.problems()).isEmpty();
        assertThat(request.seeds()).containsExactly(1L);
        assertThat(request.entries()).extracting(ComparisonRequest.Entry::name).containsExactly("dsir", "random");
        assertThat(request.judging()).isEqualTo(ComparisonRequest.Judging.usual("questions"));
        assertThat(request.selection(request.entries().getFirst(), Amount.ofRows(7), 3).problems()).isEmpty();
    }

    @Test
    void everyFieldThatDoesNotFitIsNamed() {
        assertThat(fields("{}")).containsExactly("pool", "entries", "budgets");
        assertThat(fields("""
                {"pool": "../p", "target": "", "entries": [{"selector": ""}, null, {"selector": "dsir", "name": "a b"}, {"selector": "full", "name": "x"},
                 {"selector": "random", "name": "x"}], "seeds": [1, 1], "budgets": [{"rows": 0}, null], "cluster_max": 2, "duplicates": {"near": 2},
                 "quotas": [{"label": "", "value": "v", "at_most": {"rows": 1}}], "wanted": {"label": "kind"},
                 "training": {"base": "", "steps": 0, "seed": 4},
                 "judging": {"items_max": 0, "tokens_max": 5000, "confidence": 1}}""")).containsExactly("pool", "target", "duplicates.near",
                "quotas[0].label", "entries[0].selector", "entries[1].selector", "entries[1].name", "entries[2].name", "entries[4].name", "seeds", "budgets[0]",
                "budgets[1]", "wanted.value", "training.base", "training.steps", "training.seed", "judging.held_out", "judging.items_max",
                "judging.tokens_max", "judging.confidence");
    }

    @Test
    void whatIsTrainedIsAskedAndWhatIsAskedIsTrained() {
        String start = "{\"pool\": \"p\", \"entries\": [{\"selector\": \"dsir\"}, {\"selector\": \"random\"}], \"budgets\": [{\"rows\": 5}], ";
        assertThat(fields(start + "\"training\": {\"base\": \"b\"}}")).containsExactly("judging");
        assertThat(fields(start + "\"judging\": {\"held_out\": \"q\"}}")).containsExactly("training");
    }

    @Test
    void thereAreNoMoreRunsThanAComparisonMayHave() {
        List<ComparisonRequest.Entry> entries = IntStream.range(0, 8).mapToObj(i -> ComparisonRequest.Entry.of("selector-" + i)).toList();
        List<Amount> budgets = List.of(Amount.ofRows(1), Amount.ofRows(2));
        assertThat(new ComparisonRequest("p", null, entries, List.of(1L, 2L, 3L, 4L), budgets).problems()).isEmpty();
        assertThat(new ComparisonRequest("p", null, entries, List.of(1L, 2L, 3L, 4L, 5L), budgets).problems())
                .containsExactly(new Problem("entries", "times seeds and budgets are 80 runs, more than 64"));
    }

    private static List<String> fields(String json) {
        return read(json).problems().stream().map(Problem::field).toList();
    }

    private static ComparisonRequest read(String json) {
        return MAPPER.readValue(json, ComparisonRequest.class);
    }
}
