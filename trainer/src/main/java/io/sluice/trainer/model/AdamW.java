package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) on the flat parameter array, the gradient clipped to a
 * global norm. Norm gains are not decayed.
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
    private final NDArray decayed;
    private int step;

    AdamW(NDManager parent, ParameterLayout layout) {
        manager = parent.newSubManager();
        float[] mask = new float[layout.size()];
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            if (tensor.isMatrix()) {
                Arrays.fill(mask, tensor.offset(), tensor.offset() + tensor.size(), 1f);
            }
        }
        decayed = manager.create(mask);
        mean = manager.zeros(decayed.getShape());
        square = manager.zeros(decayed.getShape());
    }

    /**
     * Changes {@code parameters} in place.
     *
     * @throws ArithmeticException if the gradient is not finite
     */
    void update(NDArray parameters, NDArray gradient, double rate) {
        step++;
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
        parameters.subi(parameters.mul(decayed).mul((float) (rate * DECAY)));
        parameters.subi(move);
    }

    @Override
    public void close() {
        manager.close();
    }
}
