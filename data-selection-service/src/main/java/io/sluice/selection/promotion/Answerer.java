package io.sluice.selection.promotion;

/** A model that answers, always with the most likely token. Blocks. Thread-safe. */
@FunctionalInterface
public interface Answerer {

    /** What it made of a prompt. */
    sealed interface Answer {

        record Said(String text) implements Answer {
        }

        /** It does not answer this prompt, however often it is asked. */
        record Refused(String code) implements Answer {
        }

        /** It can't answer now. */
        record Away(String why) implements Answer {
        }
    }

    /** @param model a base, or {@code BASE:NAME@VERSION} */
    Answer ask(String model, String prompt, int tokensMax) throws InterruptedException;
}
