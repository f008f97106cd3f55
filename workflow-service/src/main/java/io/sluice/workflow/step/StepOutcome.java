package io.sluice.workflow.step;

import io.sluice.workflow.scheduling.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a step. */
public sealed interface StepOutcome {

    /** What the step's calls used, those that its journal remembered included: an effect is paid once, whatever the attempts. */
    List<Use> uses();

    /**
     * @param text       the whole text
     * @param output     what the agent's pattern took of it; absent: not found
     * @param suggestion whom the agent named as the next one
     * @param verdict    of the run's current answer after this step, {@link Verdict#NONE} for a new answer that nobody judged;
     *                   absent: the step says nothing of it, and what was said before holds
     */
    record Succeeded(String text, @Nullable String output, @Nullable String suggestion, @Nullable Verdict verdict, List<Use> uses)
            implements StepOutcome {
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
     * @param effect       its key in the step's journal: the step is charged once for it
     * @param of           a model or a tool
     * @param cpuSeconds   of the platform, as the answer told; 0 where it is not known
     */
    record Use(String effect, String of, long promptTokens, long completionTokens, double cpuSeconds) {
    }
}
