package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.scheduling.Verdict;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a strategy works on.
 *
 * @param system    as the agent has it, rendered
 * @param prompt    as the agent has it, rendered
 * @param variables of the run
 * @param templates renders the strategy's texts
 * @param reading   takes an output of a text, as the agent has it; null: there is none in it
 * @param judging   of an output, by the workflow's verifier where that needs no agent, else {@link Verdict#NONE}
 * @param spec      settings and texts
 * @param seed      of everything that is drawn
 */
public record Problem(
        @Nullable String system,
        String prompt,
        Map<String, String> variables,
        Rendering templates,
        Function<String, @Nullable String> reading,
        Function<String, Verdict> judging,
        StrategySpec spec,
        long seed) {

    /** Renders templates. */
    @FunctionalInterface
    public interface Rendering {

        /** @throws CallFailedException {@code template_error} */
        String render(String template, Map<String, String> variables) throws CallFailedException;
    }

    Model.Question question() {
        return new Model.Question(system, prompt, null);
    }

    Model.Question question(String other) {
        return new Model.Question(system, other, null);
    }
}
