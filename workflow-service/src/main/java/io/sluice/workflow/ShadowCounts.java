package io.sluice.workflow;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.workflow.execution.ShadowWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code sluice.workflow.shadow}: decisions beside a shadow, by workflow and whether it {@code agrees}, {@code differs} or {@code failed}. */
final class ShadowCounts implements ShadowWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ShadowCounts.class);

    private final MeterRegistry meters;

    ShadowCounts(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void compared(String workflow, boolean agrees) {
        count(workflow, agrees ? "agrees" : "differs");
    }

    @Override
    public void failed(String workflow, RuntimeException fault) {
        LOG.warn("the shadow of workflow {} could not choose: the decision is told without it", workflow, fault);
        count(workflow, "failed");
    }

    private void count(String workflow, String agreement) {
        meters.counter("sluice.workflow.shadow", "workflow", workflow, "agreement", agreement).increment();
    }
}
