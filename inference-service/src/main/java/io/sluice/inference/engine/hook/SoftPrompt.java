package io.sluice.inference.engine.hook;

/**
 * Prompt tuning (arXiv:2104.08691): learned vectors that stand before the prompt. Put {@link #tokens} before the
 * prompt's own tokens; they take positions and memory like these.
 */
public final class SoftPrompt implements EmbeddingHook {

    private final float[][] vectors;

    /** @param vectors {@code [tokens][width]}, at least one */
    public SoftPrompt(float[][] vectors) {
        this.vectors = vectors.clone();
    }

    /** The ids that stand for the vectors, in their order. */
    public int[] tokens(int vocabularySize) {
        int[] ids = new int[vectors.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = vocabularySize + i;
        }
        return ids;
    }

    @Override
    public void requireFit(ModelShape shape) {
        for (float[] vector : vectors) {
            if (vector.length != shape.width()) {
                throw new IllegalArgumentException("the soft prompt's vectors have " + vector.length
                        + " numbers, and the model's width is " + shape.width());
            }
        }
    }

    @Override
    public int extraTokens() {
        return vectors.length;
    }

    @Override
    public int opening() {
        return vectors.length;
    }

    @Override
    public void extra(int index, float[] values, int at) {
        System.arraycopy(vectors[index], 0, values, at, vectors[index].length);
    }
}
