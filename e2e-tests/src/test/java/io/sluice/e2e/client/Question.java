package io.sluice.e2e.client;

import io.sluice.e2e.harness.Models;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the tests ask of every client; each client says it in its own words. */
record Question(
        String model,
        String text,
        double temperature,
        int maxTokens,
        int choices,
        List<String> stop,
        int topLogprobs,
        Map<String, Integer> logitBias,
        @Nullable AnswerForm form) {

    static final int NO_LOGPROBS = -1;

    static Question of(String text) {
        return new Question(Models.AUTO, text, 0, 120, 1, List.of(), NO_LOGPROBS, Map.of(), null);
    }

    Question model(String other) {
        return new Question(other, text, temperature, maxTokens, choices, stop, topLogprobs, logitBias, form);
    }

    Question temperature(double other) {
        return new Question(model, text, other, maxTokens, choices, stop, topLogprobs, logitBias, form);
    }

    Question maxTokens(int other) {
        return new Question(model, text, temperature, other, choices, stop, topLogprobs, logitBias, form);
    }

    Question choices(int other) {
        return new Question(model, text, temperature, maxTokens, other, stop, topLogprobs, logitBias, form);
    }

    Question stop(String... other) {
        return new Question(model, text, temperature, maxTokens, choices, List.of(other), topLogprobs, logitBias, form);
    }

    Question topLogprobs(int other) {
        return new Question(model, text, temperature, maxTokens, choices, stop, other, logitBias, form);
    }

    /** Bans the given tokens. */
    Question without(List<Integer> tokens) {
        Map<String, Integer> ban = new java.util.TreeMap<>();
        tokens.forEach(token -> ban.put(Integer.toString(token), -100));
        return new Question(model, text, temperature, maxTokens, choices, stop, topLogprobs, ban, form);
    }

    Question form(AnswerForm other) {
        return new Question(model, text, temperature, maxTokens, choices, stop, topLogprobs, logitBias, other);
    }

    boolean wantsLogprobs() {
        return topLogprobs != NO_LOGPROBS;
    }
}
