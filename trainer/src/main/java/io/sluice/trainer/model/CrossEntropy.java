package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Weighted mean of −log p(target), in nats. */
final class CrossEntropy {

    private CrossEntropy() {}

    /** @param logits {@code [rows, time, vocabulary]} */
    static NDArray loss(NDArray logits, Batch batch) {
        NDManager manager = logits.getManager();
        long count = (long) batch.rows() * batch.time();
        NDArray targets = manager.create(batch.targets(), new Shape(count, 1));
        NDArray weights = manager.create(shares(batch.weights()), new Shape(count, 1));
        NDArray logProbabilities =
                logits.reshape(count, logits.getShape().get(2)).logSoftmax(-1).gather(targets, 1);
        return logProbabilities.mul(weights).sum().neg();
    }

    private static float[] shares(float[] weights) {
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        float[] shares = new float[weights.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (float) (weights[i] / total);
        }
        return shares;
    }
}
