package io.sluice.contracts.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.selection.SelectionRequest.Problem;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SelectionRequestTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Test
    void whatIsAbsentHasItsUsualValueAndNumbersOfSettingsAreText() {
        SelectionRequest request = read("""
                {"pool": "web", "selector": "dsir", "budget": {"share": 0.1}, "settings": {"buckets": 5000}, "duplicates": {"near": 0.8}}""");

        assertThat(request.seed()).isEqualTo(1);
        assertThat(request.settings()).containsEntry("buckets", "5000");
        assertThat(request.duplicates()).isEqualTo(new SelectionRequest.Duplicates(true, 0.8));
        assertThat(request.quotas()).isEmpty();
        assertThat(request.problems()).isEmpty();
    }

    @Test
    void everyFieldThatDoesNotFitIsNamed() {
        assertThat(read("{}").problems()).extracting(Problem::field).containsExactly("pool", "selector", "budget");
        assertThat(read("""
                {"pool": "../etc", "target": "sha256:12", "selector": " ", "budget": {"rows": 5, "share": 0.1}, "cluster_max": 0,
                 "duplicates": {"near": 1.5, "exact": false}, "settings": {"level": null},
                 "quotas": [null, {"label": "kind", "value": "java", "at_least": {"share": 2}, "at_most": {"rows": -1}}]}""").problems())
                .extracting(Problem::field).containsExactly("pool", "target", "selector", "budget", "duplicates.exact", "duplicates.near", "cluster_max",
                        "quotas[0].label", "quotas[0].value", "quotas[0]", "quotas[1].at_least", "quotas[1].at_most");
        assertThat(read("""
                {"pool": "p", "selector": "full", "budget": {"share": 0}, "cluster_max": 2}""").problems())
                .extracting(Problem::field).containsExactly("budget", "cluster_max");
    }

    @Test
    void aShareIsRoundedAndNeverNothing() {
        SelectionRequest request = read("{\"pool\": \"p\", \"selector\": \"full\", \"budget\": {\"share\": 0.1}}");

        assertThat(request.budgetRows(14)).isEqualTo(1);
        assertThat(request.budgetRows(15)).isEqualTo(2);
        assertThat(request.budgetRows(1)).isEqualTo(1);
    }

    private static SelectionRequest read(String json) {
        return MAPPER.readValue(json, SelectionRequest.class);
    }
}
