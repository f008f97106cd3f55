package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import org.jspecify.annotations.Nullable;

/**
 * A frozen model and a trainable adapter on it: only the adapter's parameters have derivatives and optimiser state. Repeats
 * bit by bit as {@link LlamaModel} does, also from a {@link State} in the middle.
 */
public final class AdaptedLlama extends TrainableLlama {

    private final Adaptation adaptation;
    private final NDArray base;

    /** @param weights the model's, as {@link ParameterLayout} lays them out */
    public AdaptedLlama(ModelShape shape, float[] weights, Adaptation adaptation, State state) {
        if (state.parameters().length != adaptation.size()) {
            throw new IllegalArgumentException(
                    state.parameters().length + " parameters, and the adapter has " + adaptation.size());
        }
        super(shape, state.parameters(), manager -> AdamW.resumed(manager, state, adaptation.rates()));
        this.adaptation = adaptation;
        this.base = manager.create(weights);
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

    @Override
    @Nullable NDArray penalty(NDArray values) {
        return adaptation.penalty(values);
    }

    @Override
    GreedyDecoding.Pass pass(NDArray values) {
        Modification modification = adaptation.modification(values);
        NDArray[] weights = forward.weights(base, modification);
        return (tokens, cache) -> forward.logits(weights, tokens, cache, modification);
    }
}
