package io.sluice.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ShadowCountsTest {

    @Test
    void countsDecisionsByWorkflowAndAgreement() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ShadowCounts counts = new ShadowCounts(meters);
        counts.compared("sum", true);
        counts.compared("sum", true);
        counts.compared("sum", false);
        counts.compared("trip", false);
        counts.failed("trip", new IllegalArgumentException("no flows"));

        assertThat(count(meters, "sum", "agrees")).isEqualTo(2);
        assertThat(count(meters, "sum", "differs")).isEqualTo(1);
        assertThat(count(meters, "trip", "differs")).isEqualTo(1);
        assertThat(count(meters, "trip", "failed")).isEqualTo(1);
    }

    private static double count(SimpleMeterRegistry meters, String workflow, String agreement) {
        return meters.get("sluice.workflow.shadow").tags("workflow", workflow, "agreement", agreement).counter().count();
    }
}
