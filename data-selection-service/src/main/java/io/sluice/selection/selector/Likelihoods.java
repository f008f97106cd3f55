package io.sluice.selection.selector;

import java.util.List;

/** Models that say how likely a text is. Safe for any number of threads. */
public interface Likelihoods {

    /** More are not asked at once. */
    int PASSAGES_MAX = 64;

    /**
     * @param prompt     given to the model, not scored; may be empty
     * @param completion scored, given the prompt
     * @param chat       whether they are a user's turn and the answer to it in the model's chat template, or text as it stands
     */
    record Passage(String prompt, String completion, boolean chat) {

        /** Text as it stands. */
        public Passage(String prompt, String completion) {
            this(prompt, completion, false);
        }
    }

    /**
     * @param tokens         scored
     * @param logProbability natural, summed over them
     */
    record Likelihood(int tokens, double logProbability) {

        /** Nats a token; NaN where nothing was scored. */
        public double loss() {
            return tokens > 0 ? -logProbability / tokens : Double.NaN;
        }
    }

    /**
     * Waits for the answer. What one passage gets doesn't depend on the others.
     *
     * @param model    a base, or base:adapter
     * @param passages at most {@link #PASSAGES_MAX}
     * @return one for each passage, in their order
     * @throws SelectorException MODEL_MISSING, or MODEL_UNAVAILABLE where trying again may help
     */
    List<Likelihood> of(String model, List<Passage> passages) throws SelectorException;

    /** Where there are no models to ask. */
    static Likelihoods none() {
        return (model, passages) -> {
            throw new SelectorException(SelectorException.Code.MODEL_MISSING, null,
                    "model " + model + " can't be asked: no inference-service is named");
        };
    }
}
