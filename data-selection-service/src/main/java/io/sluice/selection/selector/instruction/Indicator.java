package io.sluice.selection.selector.instruction;

import java.util.Locale;

/** What is measured of a row. Those of the paper that need large models of their own (reward, UniEval) are not among them. */
public enum Indicator {

    /** ln(1 + words of the response). */
    LENGTH,
    /** {@link Mtld} of the response. */
    MTLD,
    /** The share of the response's runs of three words that stood in it before. */
    REPETITION,
    /** The share of the prompt's words that the response takes up: a hint of coherence. */
    OVERLAP,
    /** The share of the response's tokens that are words and no punctuation: a hint of naturalness. */
    WORDS,
    /** Distance to the sixth nearest row of the pool's sample ({@link Neighbours}). */
    KNN,
    /** Nats a token that a model loses on the response given the prompt. */
    LOSS;

    /** As rules name it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Indicator named(String label) {
        for (Indicator each : values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no indicator " + label);
    }
}
