package io.sluice.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.calibration.CalibrationRequest;
import io.sluice.contracts.calibration.LabelledPrompt;
import io.sluice.contracts.routing.Policy;
import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Tasks;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What was learned outlives the processes. */
class RestartIT {

    @Test
    void aSecondStartKeepsTheCalibrationInForce(@TempDir Path folder) throws Exception {
        Platform.Setup setup = Platform.Setup.of(Form.ONE_JVM, folder.resolve("data"));
        Ask ask = Ask.chat(Tasks.test(1).getFirst().prompt()).sluice("policy", "cascade");
        String id;
        try (Platform platform = Platform.start(setup)) {
            JsonNode job = platform.calibrate(request());
            assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("published");
            id = job.get("published").get("calibrationId").asString();
        }

        try (Platform again = Platform.start(setup)) {
            Answer answer = again.awaitAnswer(ask, found -> found.report().has("calibration_id"));
            assertThat(answer.report().get("calibration_id").asString()).isEqualTo(id);
        }
    }

    private static CalibrationRequest request() {
        List<LabelledPrompt> items = Tasks.calibration(60).stream()
                .map(task -> new LabelledPrompt(task.prompt(), task.answer())).toList();
        return new CalibrationRequest(Policy.CASCADE, null, 0.5, 0.8, "final", 120, items, 1);
    }
}
