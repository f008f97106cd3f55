package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.List;

/** A model whose every weight is trained. */
public final class LlamaModel extends TrainableLlama {

    private final ParameterLayout layout;

    private LlamaModel(ParameterLayout layout, ModelShape shape, float[] weights) {
        super(shape, weights, manager -> AdamW.decaying(manager, layout));
        this.layout = layout;
    }

    /** Random weights from a seed. */
    public static LlamaModel initial(ModelShape shape, long seed) {
        return of(shape, Initialisation.draw(shape, seed));
    }

    /** @param weights as {@link ParameterLayout} lays them out */
    public static LlamaModel of(ModelShape shape, float[] weights) {
        return new LlamaModel(new ParameterLayout(shape), shape, weights);
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

    /** One forward pass over a sequence, which {@code watcher} sees. */
    public void watch(int[] tokens, Modification watcher) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray ids = GreedyDecoding.ids(manager, List.of(tokens));
            forward.logits(forward.weights(parameters, watcher), ids, null, watcher);
        }
    }

    @Override
    GreedyDecoding.Pass pass(NDArray flat) {
        NDArray[] weights = forward.weights(flat, Modification.NONE);
        return (tokens, cache) -> forward.logits(weights, tokens, cache, Modification.NONE);
    }
}
