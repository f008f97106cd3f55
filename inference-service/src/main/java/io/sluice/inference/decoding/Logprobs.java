package io.sluice.inference.decoding;

import io.sluice.inference.kernel.LogitKernels;

/**
 * Log-probabilities of one position under the model's raw distribution (temperature 1, no bias, no penalties):
 * {@code logit_i - ln sum_j exp(logit_j)}, within 1e-5 of double precision. Reads the logits it was given; they must not change while it is used.
 */
public final class Logprobs {

    private final float[] logits;
    private final double logSum;

    private Logprobs(float[] logits, double logSum) {
        this.logits = logits;
        this.logSum = logSum;
    }

    /** @throws BrokenLogitsException when the logits are no distribution */
    public static Logprobs of(float[] logits) {
        double logSum = LogitKernels.logSumExp(logits);
        if (!Double.isFinite(logSum)) {
            throw new BrokenLogitsException("the model's logits are not a distribution");
        }
        return new Logprobs(logits, logSum);
    }

    /** Natural logarithm of the token's probability. */
    public double of(int token) {
        return logits[token] - logSum;
    }

    /** The {@code count} most likely tokens, best first; of equally likely ones the lower id comes first. */
    public int[] top(int count) {
        int[] best = new int[Math.min(count, logits.length)];
        int held = 0;
        for (int id = 0; id < logits.length && best.length > 0; id++) {
            if (held == best.length && logits[id] <= logits[best[held - 1]]) {
                continue;
            }
            int place = held < best.length ? held++ : held - 1;
            while (place > 0 && logits[id] > logits[best[place - 1]]) {
                best[place] = best[place - 1];
                place--;
            }
            best[place] = id;
        }
        return best;
    }
}
