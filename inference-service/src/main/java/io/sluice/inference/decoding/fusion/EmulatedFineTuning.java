package io.sluice.inference.decoding.fusion;

import io.sluice.inference.kernel.LogitKernels;

/**
 * Emulated fine-tuning (Mitchell et al., "An Emulator for Fine-Tuning Large Language Models using Small Language Models",
 * arXiv:2310.12962): what fine-tuning has changed in a small model is added to a large one that never saw it,
 *
 * <pre>ln p̃(y | x) = ln p_base(y | x) + β (ln p_tuned(y | x) − ln p_reference(y | x)) − ln Z(x)</pre>
 *
 * token by token; the paper has β = 1 ("up-scaling") and calls larger values amplification. The reference is what the tuned
 * model was before. The result is left without ln Z and keeps the normaliser of the base, so that
 *
 * <ul>
 * <li>β = 0, or a tuned model that equals its reference, gives the base's logits to the bit,
 * <li>a base that equals the reference gives, with β = 1, the tuned model's distribution up to rounding.
 * </ul>
 *
 * Single precision: a log-probability is within 1e-4 (1 + β) of double precision for logits up to 100. A logit that is NaN, or
 * infinite in both small models, makes its result NaN, which ends the request as broken logits. O(vocabulary).
 */
public record EmulatedFineTuning(double strength) implements LogitFusion {

    /** The most that is taken for an intention. */
    public static final double STRENGTH_MAX = 10;
    private static final int BASE = 0;
    private static final int TUNED = 1;
    private static final int REFERENCE = 2;

    /** @param strength β, 0 to {@link #STRENGTH_MAX} */
    public EmulatedFineTuning {
        if (!(strength >= 0 && strength <= STRENGTH_MAX)) {
            throw new IllegalArgumentException("strength is " + strength + ", and it has to be within 0 to " + STRENGTH_MAX);
        }
    }

    @Override
    public int models() {
        return 3;
    }

    @Override
    public int speaker() {
        return TUNED;
    }

    @Override
    public String description() {
        return "emulated-fine-tuning " + strength;
    }

    @Override
    public void fuse(float[][] logits) {
        if (strength == 0) {
            return;
        }
        float[] base = logits[BASE];
        float[] tuned = logits[TUNED];
        float[] reference = logits[REFERENCE];
        float shift = (float) (LogitKernels.logSumExp(reference) - LogitKernels.logSumExp(tuned));
        float beta = (float) strength;
        for (int i = 0; i < base.length; i++) {
            base[i] += beta * (tuned[i] - reference[i] + shift);
        }
    }
}
