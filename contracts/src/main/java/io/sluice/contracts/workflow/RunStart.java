package io.sluice.contracts.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says to start a run of a workflow.
 *
 * @param input   the task; what templates see as {@code input}
 * @param inputs  whatever else templates and the verifier see, by name
 * @param version of the workflow; absent: the newest
 * @param team    whose budget pays; absent: the caller's own
 * @param seed    of everything random in the run; absent: from the run's identity
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunStart(
        @Nullable String input,
        @Nullable Map<String, String> inputs,
        @Nullable Integer version,
        @Nullable String team,
        @Nullable Long seed) {
}
