package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter changes in a forward pass: weights, what stands before the prompt, embeddings, outputs of heads. Every
 * method is differentiable in the adapter's parameters; what it returns lives as long as the step's scope.
 */
public interface Modification {

    /** The model as it is. */
    Modification NONE = new Modification() {};

    /** @param weight {@code [rows, columns]} of a matrix, {@code [rows]} of a norm */
    default NDArray weight(ParameterLayout.Block block, NDArray weight) {
        return weight;
    }

    /** Vectors {@code [tokens, width]} that stand before every sequence and take its first positions. */
    default @Nullable NDArray prefix() {
        return null;
    }

    /**
     * @param embedded {@code [batch, time, width]} of the sequence's own tokens
     * @param start    the first one's place among the sequence's own tokens
     */
    default NDArray embeddings(NDArray embedded, int start) {
        return embedded;
    }

    /** @param mixed what the heads of a layer found, {@code [batch, time, heads·headSize]}, before the output projection */
    default NDArray heads(int layer, NDArray mixed) {
        return mixed;
    }

    /** Sees what a layer's matrix is multiplied with, {@code [batch, time, columns]}. */
    default void input(ParameterLayout.Block block, NDArray input) {}
}
