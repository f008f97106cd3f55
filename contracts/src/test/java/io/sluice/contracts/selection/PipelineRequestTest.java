package io.sluice.contracts.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.selection.SelectionRequest.Problem;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PipelineRequestTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Test
    void whatIsAbsentHasItsUsualValue() {
        PipelineRequest request = read("""
                {"adapter": "letters", "selection": {"pool": "web", "selector": "dsir", "budget": {"share": 0.1}},
                 "training": {"base": "sluice-large"}, "judging": {"held_out": "questions"}}""");

        assertThat(request.problems()).isEmpty();
        assertThat(request.training()).isEqualTo(PipelineRequest.Training.usual("sluice-large", 600));
        assertThat(request.judging()).isEqualTo(PipelineRequest.Judging.usual("questions", null));
        assertThat(request.canary()).isEqualTo(PipelineRequest.Canary.USUAL);
    }

    @Test
    void everyFieldThatDoesNotFitIsNamed() {
        assertThat(read("{}").problems()).extracting(Problem::field).containsExactly("adapter", "selection.pool", "selection.selector",
                "selection.budget", "training.base", "judging.held_out");
        assertThat(read("""
                {"adapter": "a b", "selection": {"pool": "p", "selector": "full", "budget": {"rows": 0}},
                 "training": {"base": "b", "kind": "", "steps": 0, "cpu_seconds_max": 0, "tags": [null]},
                 "judging": {"held_out": "../x", "others": "", "confidence": 1, "minimum_gain": -0.1, "tolerance": 0, "items_max": 5000,
                             "tokens_max": 0},
                 "canary": {"percent": 101, "seconds": 10, "seconds_max": 5, "requests": -1}}""").problems())
                .extracting(Problem::field).containsExactly("adapter", "selection.budget", "training.kind", "training.steps",
                        "training.cpu_seconds_max", "training.tags[0]", "judging.held_out", "judging.others", "judging.confidence",
                        "judging.minimum_gain", "judging.tolerance", "judging.items_max", "judging.tokens_max", "canary.percent",
                        "canary.seconds_max", "canary.requests");
    }

    private static PipelineRequest read(String json) {
        return MAPPER.readValue(json, PipelineRequest.class);
    }
}
