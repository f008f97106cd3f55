package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.routing.SamplePlan;
import org.jspecify.annotations.Nullable;

/**
 * What became of an answer's samples.
 *
 * @param count    samples that were asked for
 * @param finished those that had ended by themselves when the answer was known
 * @param chosen   index of the one that is the answer
 * @param votes    under {@code majority}: samples that agreed with it, itself included
 * @param tokens   of all samples together, those that were stopped included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SampleReport(SamplePlan.Pick pick, int count, int finished, int chosen, @Nullable Integer votes, int tokens) {
}
