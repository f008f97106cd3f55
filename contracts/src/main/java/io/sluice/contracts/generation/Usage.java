package io.sluice.contracts.generation;

/** Tokens of the prompt (once) and of all choices together. */
public record Usage(int promptTokens, int completionTokens) {

    public int totalTokens() {
        return promptTokens + completionTokens;
    }
}
