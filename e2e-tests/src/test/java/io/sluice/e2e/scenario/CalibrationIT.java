package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.calibration.CalibrationRequest;
import io.sluice.contracts.calibration.LabelledPrompt;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Tasks;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Thresholds that hold a quality floor: fitted, published and used, all while the platform runs. */
@InBothForms
class CalibrationIT {

    private final Platform platform;

    CalibrationIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @Test
    void aPublishedCalibrationIsUsedByTheNextRequestWithoutARestart() {
        JsonNode job = platform.calibrate(request(Policy.ENTROPY, EntropyRule.CURRENT, 0.6, 0.8, 80));

        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("published");
        String id = job.get("published").get("calibrationId").asString();
        Answer answer = platform.awaitAnswer(
                Ask.chat(Tasks.test(1).getFirst().prompt()).sluice("policy", "entropy", "rule", "current"),
                found -> found.report().path("calibration_id").asString("").equals(id));
        assertThat(answer.report().get("dials").get("threshold").asDouble())
                .isEqualTo(job.get("published").get("dials").get("threshold").asDouble());
        assertThat(platform.events().await(Topics.ROUTE_CALIBRATIONS, "ENTROPY:CURRENT").data().get("qualityFloor").asDouble())
                .isEqualTo(0.6);
    }

    @Test
    void tooFewLabelsAreToldWithTheNumberNeeded() {
        JsonNode job = platform.calibrate(request(Policy.CASCADE, null, 0.99, 0.99, 12));

        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("not_enough_labels");
        assertThat(job.get("labelsNeeded").asInt()).isGreaterThan(12);
        assertThat(job.get("message").asString()).contains(job.get("labelsNeeded").asString());
    }

    private static CalibrationRequest request(
            Policy policy, EntropyRule rule, double floor, double confidence, int labels) {
        return new CalibrationRequest(policy, rule, floor, confidence, "final", 120,
                Tasks.calibration(labels).stream().map(task -> new LabelledPrompt(task.prompt(), task.answer())).toList(), 1);
    }
}
