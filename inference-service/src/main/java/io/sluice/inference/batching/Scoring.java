package io.sluice.inference.batching;

import io.sluice.inference.decoding.Logprobs;
import java.util.Arrays;

/**
 * How likely a model holds the end of a sequence to be: Σ ln p(token | all before it), added up in the order of the tokens, so
 * that the sum is the same however the sequence is cut. Used by one thread at a time.
 */
final class Scoring {

    private final int[] tokens;
    private final int first;
    private double sum;

    /**
     * @param tokens of the whole sequence
     * @param given  how many of them at the beginning are not scored; the very first never is
     */
    Scoring(int[] tokens, int given) {
        this.tokens = tokens;
        this.first = Math.min(tokens.length, Math.max(1, given));
    }

    /** Tokens that are scored. */
    int scored() {
        return tokens.length - first;
    }

    /** What the model has to read: nothing comes after the last token. */
    int[] read() {
        return Arrays.copyOf(tokens, Math.max(0, tokens.length - 1));
    }

    /** The first position whose logits are wanted. */
    int position() {
        return first - 1;
    }

    /**
     * The next position's logits, in order.
     *
     * @throws io.sluice.inference.decoding.BrokenLogitsException when they are no distribution
     */
    void read(int position, float[] logits) {
        sum += Logprobs.of(logits).of(tokens[position + 1]);
    }

    double logProbability() {
        return sum;
    }
}
