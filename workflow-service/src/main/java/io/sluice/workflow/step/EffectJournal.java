package io.sluice.workflow.step;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Remembers a step's effects where they survive the process. Of one step; used by one thread.
 *
 * <p>For a call that may be repeated: {@link #find}, else call, {@link #done}. For one that must not be: {@link #find},
 * else {@link #intend} before the call and {@link #done} after it; when {@link #find} gives an effect without an outcome, it
 * is unknown whether it happened.
 */
public interface EffectJournal {

    Optional<Effect> find(String key);

    /** Returns when it is durable. */
    void intend(String key);

    /** Returns when it is durable. */
    void done(String key, JsonNode outcome);

    /**
     * Returns when it is durable.
     *
     * @param use what the call used, so that it is paid whatever becomes of the step
     */
    default void done(String key, JsonNode outcome, StepOutcome.Use use) {
        done(key, outcome);
    }
}
