package io.sluice.workflow.execution;

import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.Spending;
import io.sluice.workflow.definition.Workflow;
import java.time.Instant;
import java.util.List;

/** What an attempt at a step costs: each effect once, whatever the attempts that made or found it. */
final class Charges {

    private Charges() {
    }

    /** @param last whether the step ends with this attempt: then its whole time is paid, retries and waiting included */
    static Spending of(CurrentStep step, List<CallUse> uses, Workflow.Prices prices, boolean last, Instant now) {
        long prompt = 0;
        long completion = 0;
        double cpu = 0;
        for (CallUse use : uses) {
            if (!step.charged().contains(use.effect())) {
                prompt += use.promptTokens();
                completion += use.completionTokens();
                cpu += use.cpuSeconds();
            }
        }
        double cost = prices.of(prompt, completion, cpu);
        double seconds = last ? RunFold.seconds(step.scheduledAt(), now) : 0;
        return new Spending(last ? 1 : 0, prompt, completion, cpu, cost, cost + seconds * prices.second(), seconds);
    }
}
