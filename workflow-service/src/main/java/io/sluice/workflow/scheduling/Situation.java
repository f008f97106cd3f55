package io.sluice.workflow.scheduling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known before a decision. Everything is of this run: what other runs taught is the scheduler's.
 *
 * @param taskClass  0..15
 * @param last       the agent of the last step; absent before the first
 * @param verdict    of the current answer
 * @param stepsLeft  until the limit
 * @param costLeft   share of the cost limit that is left, 0..1
 * @param executed   the agents of all steps so far, in order
 * @param offered    who may follow, in the document's order: never empty
 * @param mayStop    whether the run may end here
 * @param suggestion whom the running agent named as the next one, where it named one that is offered
 */
public record Situation(
        int taskClass,
        @Nullable String last,
        Verdict verdict,
        int stepsLeft,
        double costLeft,
        List<String> executed,
        List<String> offered,
        boolean mayStop,
        @Nullable String suggestion) {
}
