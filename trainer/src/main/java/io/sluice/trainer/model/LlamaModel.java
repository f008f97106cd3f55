package io.sluice.trainer.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.List;

/**
 * A trainable model: shape, flat parameters and optimiser state. Not thread-safe; {@link #close} frees native memory.
 *
 * <p>With one thread and a fixed seed, the same batches give bitwise the same weights on the same machine.
 */
public final class LlamaModel implements Decoder, AutoCloseable {

    private final ModelShape shape;
    private final ParameterLayout layout;
    private final LlamaForward forward;
    private final NDManager manager;
    private final NDArray parameters;
    private final AdamW optimiser;

    private LlamaModel(ModelShape shape, float[] weights) {
        this.shape = shape;
        this.layout = new ParameterLayout(shape);
        this.forward = new LlamaForward(shape);
        this.manager = NDManager.newBaseManager();
        this.parameters = manager.create(weights);
        this.optimiser = AdamW.decaying(manager, layout);
    }

    /** Random weights from a seed. */
    public static LlamaModel initial(ModelShape shape, long seed) {
        return new LlamaModel(shape, Initialisation.draw(shape, seed));
    }

    /** @param weights as {@link ParameterLayout} lays them out */
    public static LlamaModel of(ModelShape shape, float[] weights) {
        return new LlamaModel(shape, weights);
    }

    public ModelShape shape() {
        return shape;
    }

    public ParameterLayout layout() {
        return layout;
    }

    public float[] weights() {
        return parameters.toFloatArray();
    }

    /** One optimiser step; returns the loss before it, in nats. */
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

    public float loss(Batch batch) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return loss(parameters, batch).getFloat();
        }
    }

    /** The derivative of {@link #loss} by every parameter. */
    float[] gradient(Batch batch) {
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

    /** One forward pass over a sequence, which {@code watcher} sees. */
    public void watch(int[] tokens, Modification watcher) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray ids = GreedyDecoding.ids(manager, List.of(tokens));
            forward.logits(forward.weights(parameters, watcher), ids, null, watcher);
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

    private NDArray loss(NDArray weights, Batch batch) {
        NDArray tokens = manager.create(batch.inputs(), new Shape(batch.rows(), batch.time()));
        return CrossEntropy.loss(pass(weights).logits(tokens, null), batch);
    }

    private GreedyDecoding.Pass pass(NDArray flat) {
        NDArray[] weights = forward.weights(flat, Modification.NONE);
        return (tokens, cache) -> forward.logits(weights, tokens, cache, Modification.NONE);
    }

    @Override
    public void close() {
        optimiser.close();
        manager.close();
    }
}
