package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.value.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tasks of one class go: what an agent's step leads to in a state, and what ending there is worth. Estimated from runs
 * ({@link Estimates}), or known in a made-up world.
 */
public interface Model {

    Graph graph();

    /** What is told apart of who has had a turn; the first is {@link Memory#ANY}, which stands for all that is not. */
    List<String> memories();

    Outcome step(String memory, @Nullable String last, Verdict verdict, String agent);

    /** The chance that the task is solved if the run ends after {@code last} with {@code verdict}, 0..1. */
    double solved(String memory, String last, Verdict verdict);

    /**
     * @param none  chance that nothing is known of the answer afterwards; {@code pass}, {@code fail}, {@code unsure} likewise;
     *              they add up to 1, or to less by the chance that the step ends the run with nothing
     * @param price expected, in the workflow's prices
     */
    record Outcome(double none, double pass, double fail, double unsure, double price) {

        /** Of a verifier that is never unsure. */
        public static Outcome solving(double chance, double price) {
            return new Outcome(0, chance, 1 - chance, 0, price);
        }

        public double of(Verdict verdict) {
            return switch (verdict) {
                case NONE -> none;
                case PASS -> pass;
                case FAIL -> fail;
                case UNSURE -> unsure;
            };
        }
    }
}
