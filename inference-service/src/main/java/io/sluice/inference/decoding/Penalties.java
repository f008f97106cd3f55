package io.sluice.inference.decoding;

import io.sluice.contracts.generation.Sampling;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/**
 * Logit bias and penalties, in this order: bias (added), repetition (positive logits divided, others multiplied, for
 * every token of prompt and answer), then {@code count × frequency + presence} (subtracted, counted over the answer
 * alone, as OpenAI does).
 */
final class Penalties {

    private final Sampling sampling;
    private final BitSet seen;
    private int[] counts;

    private Penalties(Sampling sampling, BitSet seen, int[] counts) {
        this.sampling = sampling;
        this.seen = seen;
        this.counts = counts;
    }

    Penalties(Sampling sampling, int[] prompt) {
        this(sampling, new BitSet(), new int[0]);
        if (sampling.repetitionPenalty() != 1) {
            for (int token : prompt) {
                seen.set(token);
            }
        }
    }

    /** The same counts, which from here on are counted apart. */
    Penalties copy() {
        return new Penalties(sampling, (BitSet) seen.clone(), counts.clone());
    }

    boolean change() {
        return !sampling.logitBias().isEmpty() || sampling.repetitionPenalty() != 1 || counted();
    }

    void wrote(int token) {
        if (sampling.repetitionPenalty() != 1) {
            seen.set(token);
        }
        if (counted()) {
            if (token >= counts.length) {
                counts = Arrays.copyOf(counts, Math.max(token + 1, counts.length * 2));
            }
            counts[token]++;
        }
    }

    void apply(float[] logits) {
        for (Map.Entry<Integer, Double> bias : sampling.logitBias().entrySet()) {
            logits[bias.getKey()] += bias.getValue().floatValue();
        }
        double repetition = sampling.repetitionPenalty();
        if (repetition != 1) {
            for (int id = seen.nextSetBit(0); id >= 0; id = seen.nextSetBit(id + 1)) {
                logits[id] = (float) (logits[id] > 0 ? logits[id] / repetition : logits[id] * repetition);
            }
        }
        if (counted()) {
            for (int id = 0; id < Math.min(counts.length, logits.length); id++) {
                if (counts[id] > 0) {
                    logits[id] -= (float) (counts[id] * sampling.frequencyPenalty() + sampling.presencePenalty());
                }
            }
        }
    }

    private boolean counted() {
        return sampling.frequencyPenalty() != 0 || sampling.presencePenalty() != 0;
    }
}
