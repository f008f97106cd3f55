package io.sluice.workflow.execution;

import io.sluice.contracts.workflow.CallUse;
import io.sluice.contracts.workflow.Spending;
import io.sluice.workflow.definition.Workflow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What an attempt at a step costs: each effect once, whatever the attempts that made or found it. */
final class Charges {

    private Charges() {
    }

    /**
     * What is to be paid now: what was recorded as soon as it was done, and what else the attempt tells of, each effect once and none that
     * was paid for. So an attempt of which nobody hears any more, or that another one did not need, is paid too.
     *
     * @param told by the attempt; empty: nothing was heard of it
     */
    static List<CallUse> due(CurrentStep step, List<CallUse> told) {
        Map<String, CallUse> due = new LinkedHashMap<>();
        Stream.concat(step.owing().stream(), told.stream()).filter(use -> !step.charged().contains(use.effect()))
                .forEach(use -> due.putIfAbsent(use.effect(), use));
        return List.copyOf(due.values());
    }

    /**
     * @param due  each effect once
     * @param last whether the step ends with this attempt: then its whole time is paid, retries and waiting included
     */
    static Spending of(CurrentStep step, List<CallUse> due, Workflow.Prices prices, boolean last, Instant now) {
        long prompt = due.stream().mapToLong(CallUse::promptTokens).sum();
        long completion = due.stream().mapToLong(CallUse::completionTokens).sum();
        double cpu = due.stream().mapToDouble(CallUse::cpuSeconds).sum();
        double cost = prices.of(prompt, completion, cpu);
        double seconds = last ? RunFold.seconds(step.scheduledAt(), now) : 0;
        return new Spending(last ? 1 : 0, prompt, completion, cpu, cost, cost + seconds * prices.second(), seconds);
    }

    /** Of a step that came to nothing. */
    static Spending inVain(CurrentStep step, List<CallUse> due, Workflow.Prices prices, Instant now) {
        Spending all = of(step, due, prices, true, now);
        return new Spending(0, all.promptTokens(), all.completionTokens(), all.cpuSeconds(), all.cost(), all.price(), all.seconds());
    }
}
