package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Weighted mean of −log p(target), in nats. */
final class CrossEntropy {

    private CrossEntropy() {}

    /** @param logits {@code [rows, time, vocabulary]} */
    static NDArray loss(NDArray logits, Batch batch) {
        return weighted(logits, batch, shares(batch.weights())).sum().neg();
    }

    /** The weighted sum of −log p(target) of each row, in nats: {@code [rows]}. */
    static NDArray rows(NDArray logits, Batch batch) {
        return weighted(logits, batch, batch.weights()).reshape(batch.rows(), batch.time()).sum(new int[] {1}).neg();
    }

    private static NDArray weighted(NDArray logits, Batch batch, float[] weights) {
        NDManager manager = logits.getManager();
        long count = (long) batch.rows() * batch.time();
        NDArray targets = manager.create(batch.targets(), new Shape(count, 1));
        NDArray logProbabilities =
                logits.reshape(count, logits.getShape().get(2)).logSoftmax(-1).gather(targets, 1);
        return logProbabilities.mul(manager.create(weights, new Shape(count, 1)));
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
