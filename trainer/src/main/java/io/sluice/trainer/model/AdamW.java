package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) on a flat parameter array, the gradient clipped to a
 * global norm. Norm gains and adapters are not decayed.
 */
final class AdamW implements AutoCloseable {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.98;
    private static final double EPSILON = 1e-8;
    private static final double DECAY = 0.05;
    private static final double NORM_MAX = 1.0;

    private final NDManager manager;
    private final NDArray mean;
    private final NDArray square;
    private final @Nullable NDArray decayed;
    /** Relative learning rates, and 1 where they are above 0. */
    private final @Nullable NDArray rates;

    private final @Nullable NDArray active;
    private int step;

    private AdamW(NDManager parent, AdaptedLlama.State state, float @Nullable [] decayed, float @Nullable [] rates) {
        manager = parent.newSubManager();
        this.decayed = decayed == null ? null : manager.create(decayed);
        this.rates = rates == null ? null : manager.create(rates);
        this.active = rates == null ? null : manager.create(positive(rates));
        mean = manager.create(state.mean());
        square = manager.create(state.square());
        step = state.step();
    }

    /** Of a whole model, at its start. */
    static AdamW decaying(NDManager parent, ParameterLayout layout) {
        float[] mask = new float[layout.size()];
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            if (tensor.isMatrix()) {
                Arrays.fill(mask, tensor.offset(), tensor.offset() + tensor.size(), 1f);
            }
        }
        return new AdamW(parent, AdaptedLlama.State.initial(mask), mask, null);
    }

    /**
     * Of an adapter, from where it was.
     *
     * @param rates by parameter, relative to the schedule's; parameters of rate 0 don't change and don't count in the norm
     */
    static AdamW resumed(NDManager parent, AdaptedLlama.State state, float @Nullable [] rates) {
        return new AdamW(parent, state, null, rates);
    }

    private static float[] positive(float[] rates) {
        float[] active = new float[rates.length];
        for (int i = 0; i < rates.length; i++) {
            active[i] = rates[i] > 0 ? 1 : 0;
        }
        return active;
    }

    AdaptedLlama.State state(float[] parameters) {
        return new AdaptedLlama.State(step, parameters, mean.toFloatArray(), square.toFloatArray());
    }

    /**
     * Changes {@code parameters} in place.
     *
     * @throws ArithmeticException if the gradient is not finite
     */
    void update(NDArray parameters, NDArray whole, double rate) {
        step++;
        NDArray gradient = active == null ? whole : whole.mul(active);
        double norm = gradient.norm().getFloat();
        if (!Double.isFinite(norm)) {
            throw new ArithmeticException("gradient norm " + norm + " at step " + step + ": lower the learning rate");
        }
        NDArray clipped = gradient.mul((float) Math.min(1, NORM_MAX / (norm + 1e-6)));
        mean.muli((float) BETA1).addi(clipped.mul((float) (1 - BETA1)));
        square.muli((float) BETA2).addi(clipped.square().mul((float) (1 - BETA2)));
        double meanScale = 1 / (1 - Math.pow(BETA1, step));
        double squareScale = 1 / (1 - Math.pow(BETA2, step));
        NDArray move = mean.mul((float) (rate * meanScale))
                .div(square.mul((float) squareScale).sqrt().add((float) EPSILON));
        if (decayed != null) {
            parameters.subi(parameters.mul(decayed).mul((float) (rate * DECAY)));
        }
        parameters.subi(rates == null ? move : move.mul(rates));
    }

    @Override
    public void close() {
        manager.close();
    }
}
