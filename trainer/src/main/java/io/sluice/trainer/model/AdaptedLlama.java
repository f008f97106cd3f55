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
 * A frozen model and a trainable adapter on it: only the adapter's parameters have derivatives and optimiser state. Not
 * thread-safe; {@link #close} frees native memory. Repeats bit by bit as {@link LlamaModel} does, also from a
 * {@link State} in the middle.
 */
public final class AdaptedLlama implements Decoder, AutoCloseable {

    private final ModelShape shape;
    private final Adaptation adaptation;
    private final LlamaForward forward;
    private final NDManager manager;
    private final NDArray base;
    private final NDArray parameters;
    private final AdamW optimiser;

    /** @param weights the model's, as {@link ParameterLayout} lays them out */
    public AdaptedLlama(ModelShape shape, float[] weights, Adaptation adaptation, State state) {
        if (state.parameters().length != adaptation.size()) {
            throw new IllegalArgumentException(
                    state.parameters().length + " parameters, and the adapter has " + adaptation.size());
        }
        this.shape = shape;
        this.adaptation = adaptation;
        this.forward = new LlamaForward(shape);
        this.manager = NDManager.newBaseManager();
        this.base = manager.create(weights);
        this.parameters = manager.create(state.parameters());
        this.optimiser = AdamW.resumed(manager, state, adaptation.rates());
    }

    /**
     * Everything that training goes on from.
     *
     * @param step   optimiser steps done
     * @param mean   the optimiser's running mean of the gradient
     * @param square and of its square
     */
    public record State(int step, float[] parameters, float[] mean, float[] square) {

        public static State initial(float[] parameters) {
            return new State(0, parameters, new float[parameters.length], new float[parameters.length]);
        }
    }

    public State state() {
        return optimiser.state(parameters.toFloatArray());
    }

    public float[] parameters() {
        return parameters.toFloatArray();
    }

    /**
     * One optimiser step; returns the loss before it, in nats, with the adapter's penalty.
     *
     * @throws ArithmeticException if the gradient is not finite
     */
    public float train(Batch batch, double rate) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray leaf = parameters.duplicate();
            leaf.setRequiresGradient(true);
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

    /** The derivative of {@link #loss} by every parameter of the adapter. */
    public float[] gradient(Batch batch) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray leaf = parameters.duplicate();
            leaf.setRequiresGradient(true);
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

    /**
     * Two adapters of one base that answer together: the next token is the one with the largest probability that either
     * gives. Valid as long as both are.
     */
    public static Decoder ensemble(AdaptedLlama first, AdaptedLlama second) {
        return (prompts, eos, tokensMax) -> {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray ids = GreedyDecoding.ids(first.manager, prompts);
                GreedyDecoding.Pass one = first.pass(first.parameters);
                GreedyDecoding.Pass other = second.pass(second.parameters);
                KeyValueCache others = new KeyValueCache(second.shape.layers());
                return GreedyDecoding.run(
                        (tokens, cache) -> one.logits(tokens, cache).softmax(-1)
                                .maximum(other.logits(tokens, others).softmax(-1)),
                        ids, first.shape.layers(), eos, tokensMax);
            }
        };
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
        NDArray penalty = adaptation.penalty(values);
        return penalty == null ? loss : loss.add(penalty);
    }

    /** The weights are made once for all the passes of one scope. */
    private GreedyDecoding.Pass pass(NDArray values) {
        Modification modification = adaptation.modification(values);
        NDArray[] weights = forward.weights(base, modification);
        return (tokens, cache) -> forward.logits(weights, tokens, cache, modification);
    }

    @Override
    public void close() {
        optimiser.close();
        manager.close();
    }
}
