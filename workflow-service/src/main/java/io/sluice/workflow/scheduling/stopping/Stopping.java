package io.sluice.workflow.scheduling.stopping;

import io.sluice.workflow.scheduling.Situation;
import java.util.Optional;

/**
 * Whether a run ends before its limits. Asked after each step, with the situation in which the scheduler would choose the
 * next one. Pure: the same progress and situation give the same answer.
 */
public interface Stopping {

    Optional<Stop> ask(Progress progress, Situation situation);

    /**
     * @param rule   its kind, e.g. {@code verified}
     * @param detail for people: numbers, no outputs
     */
    record Stop(String rule, String detail) {
    }
}
