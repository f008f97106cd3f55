package io.sluice.router.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.CalibrationPublished;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationsInForceTest {

    private static final List<CalibrationPublished> EVENTS = List.of(
            Samples.calibration("a", Policy.ENTROPY, EntropyRule.CURRENT, 0.1, "aa+bb", 1),
            Samples.calibration("b", Policy.ENTROPY, EntropyRule.CURRENT, 0.2, "aa+bb", 3),
            Samples.calibration("c", Policy.ENTROPY, EntropyRule.CURRENT, 0.3, "aa+bb", 2),
            Samples.calibration("d", Policy.ENTROPY, EntropyRule.PUBLISHED, 0.4, "aa+bb", 1),
            Samples.calibration("e", Policy.PROBE, null, 0.5, "aa+bb", 5),
            Samples.calibration("f", Policy.PROBE, null, 0.6, "aa+bb", 5));

    @Test
    void anyOrderAndAnyRepetitionLeadToTheSameState() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<CalibrationPublished> events = new ArrayList<>(EVENTS);
            for (int i = random.nextInt(6); i > 0; i--) {
                events.add(EVENTS.get(random.nextInt(EVENTS.size())));
            }
            Collections.shuffle(events, random);
            CalibrationsInForce inForce = new CalibrationsInForce();
            events.forEach(inForce::apply);

            assertThat(inForce.list().stream().map(CalibrationPublished::calibrationId)).as("seed %d", seed)
                    .containsExactly("b", "d", "f");
        }
    }

    @Test
    void isFoundByPolicyRuleAndPair() {
        CalibrationsInForce inForce = new CalibrationsInForce();
        EVENTS.forEach(inForce::apply);

        assertThat(inForce.find(Policy.ENTROPY, EntropyRule.PUBLISHED, "aa+bb")).map(CalibrationPublished::calibrationId).hasValue("d");
        assertThat(inForce.find(Policy.ENTROPY, EntropyRule.CURRENT, "aa+bb")).map(CalibrationPublished::calibrationId).hasValue("b");
        assertThat(inForce.find(Policy.ENTROPY, EntropyRule.CURRENT, "aa+cc")).isEmpty();
        assertThat(inForce.find(Policy.CASCADE, null, "aa+bb")).isEmpty();
    }
}
