package io.sluice.workflow.step;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a step. */
public sealed interface StepOutcome {

    List<Use> uses();

    /**
     * @param text       the whole text
     * @param output     what the agent's pattern took of it; absent: not found
     * @param suggestion whom the agent named as the next one
     */
    record Succeeded(String text, @Nullable String output, @Nullable String suggestion, List<Use> uses) implements StepOutcome {
    }

    /**
     * @param code      stable, snake_case
     * @param message   for people, without secrets and prompts
     * @param retryable whether another attempt may fare better
     */
    record Failed(String code, String message, boolean retryable, List<Use> uses) implements StepOutcome {
    }

    /** An effect that must not be repeated may have happened or not: a person has to say. */
    record Unknown(String effect, String message, List<Use> uses) implements StepOutcome {
    }

    /**
     * What one call used.
     *
     * @param of           a model or a tool
     * @param cpuSeconds   of the platform, as the answer told; 0 where it is not known
     */
    record Use(String of, long promptTokens, long completionTokens, double cpuSeconds) {
    }
}
