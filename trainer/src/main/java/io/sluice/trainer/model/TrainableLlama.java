package io.sluice.trainer.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What learns and answers: a flat array of trainable parameters, an optimiser of them, and a pass that depends on them. Not
 * thread-safe; {@link #close} frees native memory.
 *
 * <p>With one thread and a fixed seed, the same batches give bitwise the same parameters on the same machine.
 */
abstract sealed class TrainableLlama implements Decoder, AutoCloseable permits LlamaModel, AdaptedLlama {

    final ModelShape shape;
    final LlamaForward forward;
    final NDManager manager;
    final NDArray parameters;
    final AdamW optimiser;

    TrainableLlama(ModelShape shape, float[] parameters, Function<NDManager, AdamW> optimiser) {
        this.shape = shape;
        this.forward = new LlamaForward(shape);
        this.manager = NDManager.newBaseManager();
        this.parameters = manager.create(parameters);
        this.optimiser = optimiser.apply(manager);
    }

    /** The weights are made once for all the passes of one scope. */
    abstract GreedyDecoding.Pass pass(NDArray values);

    /** Added to the loss, in nats; null for none. */
    @Nullable NDArray penalty(NDArray values) {
        return null;
    }

    /**
     * One optimiser step; returns the loss before it, in nats, with the penalty.
     *
     * @throws ArithmeticException if the gradient is not finite
     */
    public float train(Batch batch, double rate) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray leaf = leaf();
            float loss = differentiate(leaf, batch);
            NDArray gradient = leaf.getGradient();
            optimiser.update(parameters, gradient, rate);
            gradient.close();
            return loss;
        }
    }

    /** Of each row of the batch the weighted sum of −log p, in nats; the adapter's penalty is not in it. */
    public float[] losses(Batch batch) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray tokens = manager.create(batch.inputs(), new Shape(batch.rows(), batch.time()));
            return CrossEntropy.rows(pass(parameters).logits(tokens, null), batch).toFloatArray();
        }
    }

    public float loss(Batch batch) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return loss(parameters, batch).getFloat();
        }
    }

    /** The derivative of {@link #loss} by every trainable parameter. */
    public float[] gradient(Batch batch) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray leaf = leaf();
            differentiate(leaf, batch);
            NDArray gradient = leaf.getGradient();
            float[] values = gradient.toFloatArray();
            gradient.close();
            return values;
        }
    }

    /** Logits of every position, {@code [time][vocabulary]}. */
    public float[][] logits(int[] tokens) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            float[] flat = pass(parameters).logits(GreedyDecoding.ids(manager, List.of(tokens)), null).toFloatArray();
            float[][] rows = new float[tokens.length][];
            for (int t = 0; t < rows.length; t++) {
                rows[t] = Arrays.copyOfRange(flat, t * shape.vocabulary(), (t + 1) * shape.vocabulary());
            }
            return rows;
        }
    }

    @Override
    public List<int[]> greedy(List<int[]> prompts, int eos, int tokensMax) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray ids = GreedyDecoding.ids(manager, prompts);
            return GreedyDecoding.run(pass(parameters), ids, shape.layers(), eos, tokensMax);
        }
    }

    private NDArray leaf() {
        NDArray leaf = parameters.duplicate();
        leaf.setRequiresGradient(true);
        return leaf;
    }

    private float differentiate(NDArray leaf, Batch batch) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = loss(leaf, batch);
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    private NDArray loss(NDArray values, Batch batch) {
        NDArray tokens = manager.create(batch.inputs(), new Shape(batch.rows(), batch.time()));
        NDArray loss = CrossEntropy.loss(pass(values).logits(tokens, null), batch);
        NDArray penalty = penalty(values);
        return penalty == null ? loss : loss.add(penalty);
    }

    @Override
    public void close() {
        optimiser.close();
        manager.close();
    }
}
