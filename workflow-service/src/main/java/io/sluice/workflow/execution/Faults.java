package io.sluice.workflow.execution;

import java.util.Set;

/**
 * Whose fault a failure is. What agents do, fail at or take too long for is what schedulers learn from; that the platform, a service or the
 * document is at fault says nothing of who should go next.
 */
final class Faults {

    /** Everything else, codes that are not known here included, is the doing of whoever was chosen. */
    private static final Set<String> NOBODYS_CHOICE = Set.of(
            // workers and the run's own keeper
            "step_lost", "step_broke_down", "internal_error", "scheduler_fault", "budget_refused", "unknown_workflow",
            // services that are away, or do not let the platform in
            "upstream_failed", "upstream_limited", "upstream_timeout", "upstream_malformed", "upstream_unauthorized", "unknown_upstream",
            // documents
            "unknown_agent", "unknown_tool", "bad_tool", "unknown_strategy", "strategy_without_tools", "bad_pattern", "template_error");

    private Faults() {
    }

    /** @param code of a failed run */
    static boolean nobodysChoice(String code) {
        return NOBODYS_CHOICE.contains(code);
    }
}
