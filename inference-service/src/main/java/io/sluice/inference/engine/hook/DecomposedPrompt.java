package io.sluice.inference.engine.hook;

/**
 * DePT (arXiv:2309.05173): a soft prompt before the prompt, and to the embedding at position p of the sequence's own tokens
 * row p of {@code s·A·B} added, for p below the rows of A. The product is made once, in the order of its columns.
 */
public final class DecomposedPrompt implements EmbeddingHook {

    private final SoftPrompt prompt;
    private final float[][] changes;

    /**
     * @param a     {@code [positions][rank]}
     * @param b     {@code [rank][width]}
     * @param scale s
     */
    public DecomposedPrompt(SoftPrompt prompt, float[][] a, float[][] b, double scale) {
        this.prompt = prompt;
        this.changes = new float[a.length][];
        for (int p = 0; p < a.length; p++) {
            changes[p] = product(a[p], b, scale);
        }
    }

    private static float[] product(float[] a, float[][] b, double scale) {
        float[] row = new float[b[0].length];
        for (int i = 0; i < row.length; i++) {
            double sum = 0;
            for (int k = 0; k < a.length; k++) {
                sum += (double) a[k] * b[k][i];
            }
            row[i] = (float) (scale * sum);
        }
        return row;
    }

    @Override
    public void requireFit(ModelShape shape) {
        prompt.requireFit(shape);
        for (float[] change : changes) {
            if (change.length != shape.width()) {
                throw new IllegalArgumentException("the changes of embeddings have " + change.length
                        + " numbers, and the model's width is " + shape.width());
            }
        }
    }

    @Override
    public int extraTokens() {
        return prompt.extraTokens();
    }

    @Override
    public int opening() {
        return prompt.opening();
    }

    @Override
    public void extra(int index, float[] values, int at) {
        prompt.extra(index, values, at);
    }

    @Override
    public void token(int token, int position, float[] values, int at) {
        int own = position - prompt.extraTokens();
        if (own >= 0 && own < changes.length) {
            for (int i = 0; i < changes[own].length; i++) {
                values[at + i] += changes[own][i];
            }
        }
    }

    /** Memory of the vectors. */
    public long bytes() {
        return ((long) prompt.extraTokens() + changes.length) * changes[0].length * Float.BYTES;
    }
}
