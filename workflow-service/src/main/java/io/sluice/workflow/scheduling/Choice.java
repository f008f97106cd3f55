package io.sluice.workflow.scheduling;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who goes next.
 *
 * @param agent         absent: the run ends
 * @param propensity    probability with which the scheduler draws this choice here, in (0, 1]; absent when a model chose
 * @param probabilities of everything that was offered, {@link #STOP} for ending; they add up to 1
 * @param reason        one of a small set: {@code greedy}, {@code explore}, {@code flow}, {@code cold-start}, {@code agent} …
 */
public record Choice(@Nullable String agent, @Nullable Double propensity, Map<String, Double> probabilities, String reason) {

    /** The name of ending among probabilities and values. */
    public static final String STOP = "stop";
    /** The reason of a choice that was made to learn. */
    public static final String EXPLORE = "explore";
    /** The reason of a choice that was made to learn of tasks of which hardly anything is known. */
    public static final String COLD_START = "cold-start";

    /** Whether it was made to learn: what it costs counts against the limit of exploring. */
    public boolean explores() {
        return reason.equals(EXPLORE) || reason.equals(COLD_START);
    }
}
