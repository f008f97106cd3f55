package io.sluice.trainer.model;

/**
 * Learning rate by step: linear warm-up to {@code peak}, then a cosine down to a twentieth of it.
 *
 * @param steps  of the whole run; counted in steps and never in time, so that a run can be repeated
 * @param warmup steps of the rise
 */
public record Schedule(double peak, int steps, int warmup) {

    private static final double FLOOR = 0.05;

    /** @param step from 0 */
    public double rate(int step) {
        if (step < warmup) {
            return peak * (step + 1) / warmup;
        }
        double done = (double) (step - warmup) / Math.max(1, steps - warmup);
        return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + StrictMath.cos(Math.PI * done)));
    }
}
