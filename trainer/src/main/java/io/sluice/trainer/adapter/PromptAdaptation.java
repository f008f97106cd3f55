package io.sluice.trainer.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.sluice.trainer.model.Adaptation;
import io.sluice.trainer.model.Modification;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Vectors before the prompt (Lester et al. 2021), and with a rank above 0 also DePT (Shi and Lipani 2023): the embedding
 * at position p of the sequence's own tokens, p below {@code positions}, has row p of α/√r·A·B added, with A
 * {@code [positions, r]} and B {@code [r, width]}. Flat in the order prompt, A, B.
 */
final class PromptAdaptation implements Adaptation {

    private final int width;
    private final int tokens;
    private final int positions;
    private final int rank;
    private final float scale;
    private final float promptRate;

    /** A soft prompt alone. */
    static PromptAdaptation plain(int width, int tokens) {
        return new PromptAdaptation(width, tokens, 0, 0, 1, 1);
    }

    /** @param promptRate learning rate of the prompt's vectors relative to that of A and B */
    PromptAdaptation(int width, int tokens, int positions, int rank, double alpha, float promptRate) {
        this.width = width;
        this.tokens = tokens;
        this.positions = positions;
        this.rank = rank;
        this.scale = rank == 0 ? 0 : (float) (alpha / Math.sqrt(rank));
        this.promptRate = promptRate;
    }

    int promptSize() {
        return tokens * width;
    }

    int offsetB() {
        return promptSize() + positions * rank;
    }

    @Override
    public int size() {
        return offsetB() + rank * width;
    }

    @Override
    public float @Nullable [] rates() {
        if (promptRate == 1) {
            return null;
        }
        float[] rates = new float[size()];
        Arrays.fill(rates, 1);
        Arrays.fill(rates, 0, promptSize(), promptRate);
        return rates;
    }

    @Override
    public Modification modification(NDArray parameters) {
        if (rank == 0) {
            return new Prompted(parameters.reshape(tokens, width), null);
        }
        NDList parts = parameters.split(new long[] {promptSize(), offsetB()}, 0);
        NDArray product = parts.get(1).reshape(positions, rank).matMul(parts.get(2).reshape(rank, width));
        return new Prompted(
                parts.get(0).reshape(tokens, width), product.mul(parameters.getManager().create(scale)));
    }

    /** @param changes of embeddings, {@code [positions, width]}, or null */
    private record Prompted(NDArray prefix, @Nullable NDArray changes) implements Modification {

        @Override
        public NDArray embeddings(NDArray embedded, int start) {
            if (changes == null || start >= changes.getShape().get(0)) {
                return embedded;
            }
            long time = embedded.getShape().get(1);
            long end = Math.min(start + time, changes.getShape().get(0));
            NDArray rows = changes.get(new NDIndex("{}:{}", start, end));
            long rest = time - (end - start);
            return embedded.add(rest == 0 ? rows
                    : rows.concat(embedded.getManager().zeros(new Shape(rest, changes.getShape().get(1))), 0));
        }
    }
}
