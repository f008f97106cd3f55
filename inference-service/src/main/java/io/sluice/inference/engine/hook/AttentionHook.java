package io.sluice.inference.engine.hook;

/**
 * Sees one row of one head's attention: query position {@code position} looks at the positions {@code first} to
 * {@code position}, where first is 0 unless the layer's window slides.
 */
public interface AttentionHook extends Hook {

    /**
     * Before the softmax, after scaling by 1/√headSize.
     *
     * @param scores may be changed; position t stands at {@code at + t - first}. Finite or negative infinity, not all of
     *               them infinite; what is more than 87 below the largest counts as e^-87
     */
    default void scores(int layer, int head, int position, int first, float[] scores, int at) {
    }

    /** After the softmax. What is written to {@code weights}, which sum up to 1 and are gone after the call, has no effect. */
    default void weights(int layer, int head, int position, int first, float[] weights, int at) {
    }

    default AttentionHook andThen(AttentionHook next) {
        AttentionHook before = this;
        return new AttentionHook() {
            @Override
            public void requireFit(ModelShape shape) {
                before.requireFit(shape);
                next.requireFit(shape);
            }

            @Override
            public void scores(int layer, int head, int position, int first, float[] scores, int at) {
                before.scores(layer, head, position, first, scores, at);
                next.scores(layer, head, position, first, scores, at);
            }

            @Override
            public void weights(int layer, int head, int position, int first, float[] weights, int at) {
                before.weights(layer, head, position, first, weights, at);
                next.weights(layer, head, position, first, weights, at);
            }
        };
    }
}
