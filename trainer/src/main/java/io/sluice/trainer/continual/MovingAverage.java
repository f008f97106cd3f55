package io.sluice.trainer.continual;

/** values ← decay·values + (1 − decay)·followed. */
final class MovingAverage {

    private final float[] values;
    private final float decay;

    MovingAverage(float[] start, double decay) {
        this.values = start.clone();
        this.decay = (float) decay;
    }

    void follow(float[] followed) {
        for (int i = 0; i < values.length; i++) {
            values[i] = decay * values[i] + (1 - decay) * followed[i];
        }
    }

    float[] values() {
        return values.clone();
    }
}
