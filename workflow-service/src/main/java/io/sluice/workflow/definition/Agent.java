package io.sluice.workflow.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who does a step. */
public sealed interface Agent {

    /** Who may follow; empty: everybody. */
    List<String> next();

    /** What its output becomes. */
    Output output();

    Effort effort();

    /** The step that undoes this one's, when a run that has to be compensated did it. */
    @Nullable String compensatedBy();

    /**
     * A language model with a role.
     *
     * @param upstream   a configured OpenAI-compatible upstream; absent: the gateway
     * @param model      as the upstream names it, adapters included
     * @param system     Mustache, absent: no system message
     * @param prompt     Mustache
     * @param tools      that it may call
     * @param toolRounds at most so many answers with calls, 0..16
     * @param strategy   how the prompt becomes an answer; absent: one call
     */
    record ModelAgent(
            @Nullable String upstream,
            String model,
            @Nullable String system,
            String prompt,
            List<String> tools,
            int toolRounds,
            Sampling sampling,
            @Nullable StrategySpec strategy,
            List<String> next,
            Output output,
            Effort effort,
            @Nullable String compensatedBy) implements Agent {
    }

    /**
     * A tool that is called without a model.
     *
     * @param arguments Mustache, by argument
     */
    record ToolAgent(
            String tool,
            Map<String, String> arguments,
            List<String> next,
            Output output,
            Effort effort,
            @Nullable String compensatedBy) implements Agent {
    }

    /** @param temperature 0..2 */
    record Sampling(double temperature, int maxTokens) {
    }

    /**
     * @param role    {@code answer}: a candidate for the run's answer; {@code verdict}: says whether the answer is right;
     *                {@code note}: read by who comes later
     * @param pattern of RE2; its first group (or the whole match) is taken of the text, and a text in which it is not
     *                found has no output; absent: the whole text, trimmed
     */
    record Output(Role role, @Nullable String pattern) {
        /** What an output becomes. */
        public enum Role { ANSWER, VERDICT, NOTE }
    }

    /**
     * @param seconds  for one attempt
     * @param attempts at a step whose failure may pass, 1..10
     */
    record Effort(double seconds, int attempts) {
    }

    /**
     * @param kind     a strategy's name
     * @param settings numbers by name
     * @param texts    templates and labels by name, Mustache
     * @param examples pairs of input and output
     */
    record StrategySpec(String kind, Map<String, Double> settings, Map<String, String> texts, List<Example> examples) {

        public record Example(String input, String output) {
        }
    }
}
