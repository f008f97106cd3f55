package io.sluice.contracts.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a step, as whoever did it tells. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StepReport.Succeeded.class, name = "succeeded"),
    @JsonSubTypes.Type(value = StepReport.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = StepReport.Unknown.class, name = "unknown")
})
public sealed interface StepReport {

    List<CallUse> uses();

    /**
     * @param text       the whole text
     * @param output     what the agent's pattern took of it; absent: not found
     * @param suggestion whom the agent named as the next one
     * @param verdict    of the run's answer after this step: {@code none}, {@code pass}, {@code fail} or {@code unsure}; absent: what
     *                   was said before holds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Succeeded(String text, @Nullable String output, @Nullable String suggestion, @Nullable String verdict,
            List<CallUse> uses) implements StepReport {
    }

    /**
     * @param code      stable, snake_case
     * @param message   for people, without secrets and prompts
     * @param retryable whether another attempt may fare better
     */
    record Failed(String code, String message, boolean retryable, List<CallUse> uses) implements StepReport {
    }

    /** An effect that must not be repeated may have happened or not. */
    record Unknown(String effect, String message, List<CallUse> uses) implements StepReport {
    }
}
