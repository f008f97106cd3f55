package io.sluice.inference.engine.hook;

import io.sluice.inference.engine.hook.NormHook.Norm;
import io.sluice.inference.kernel.Kernels;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * LT-SFT (arXiv:2110.07560) beside the weights, {@code φ = θ - θ₀} with few numbers that aren't zero: a projection gives
 * {@code W x + φ x}, an embedding or a norm's weight is {@code θ₀ + φ}, and where the embedding is the output matrix as well,
 * logits are those of the changed one. The weights themselves may be quantised; they are never written.
 *
 * <p>Cost of a row: one product a changed number, and copies of the changed norms.
 */
public final class SparseDelta implements ProjectionHook, EmbeddingHook, NormHook, LogitHook {

    /** Its changed numbers, row by row in a matrix of the model's shape; a norm is a matrix of one row. */
    public record Change(int[] places, float[] values) {
    }

    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";

    private final ModelShape shape;
    private final @Nullable SparseMatrix[][] projections;
    private final List<Map<Norm, SparseMatrix>> norms;
    private final @Nullable SparseMatrix embedding;
    private final @Nullable SparseMatrix head;
    private long bytes;

    /**
     * @param byTensor by the names that the changed tensors have in the model's files
     * @param tied     whether a change of the embedding is one of the output matrix, too
     * @throws IllegalArgumentException when one is for a tensor that the model lacks, or beyond its shape
     */
    public SparseDelta(Map<String, Change> byTensor, boolean tied, ModelShape shape) {
        Map<String, Change> left = new TreeMap<>(byTensor);
        this.shape = shape;
        this.projections = new @Nullable SparseMatrix[shape.layers()][Projection.values().length];
        this.norms = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                projections[layer][projection.ordinal()] =
                        take(left, projection.tensor(layer), shape.outputs(projection), shape.inputs(projection));
            }
            norms.add(norms(left, layer));
        }
        this.embedding = take(left, EMBEDDING, shape.vocabularySize(), shape.width());
        if (tied && left.containsKey(HEAD)) {
            throw new IllegalArgumentException("the adapter changes " + HEAD + ", which is tied to the embedding");
        }
        this.head = tied ? embedding : take(left, HEAD, shape.vocabularySize(), shape.width());
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("the adapter changes " + new TreeSet<>(left.keySet()).first() + ", which the model lacks");
        }
    }

    private Map<Norm, SparseMatrix> norms(Map<String, Change> left, int layer) {
        Map<Norm, SparseMatrix> found = new EnumMap<>(Norm.class);
        for (Norm norm : Norm.values()) {
            SparseMatrix change = norm == Norm.FINAL && layer < shape.layers() - 1 ? null : take(left, norm.tensor(layer), 1, shape.width());
            if (change != null) {
                found.put(norm, change);
            }
        }
        return found;
    }

    private @Nullable SparseMatrix take(Map<String, Change> left, String tensor, int height, int width) {
        Change change = left.remove(tensor);
        if (change == null) {
            return null;
        }
        try {
            SparseMatrix matrix = new SparseMatrix(change.places(), change.values(), height, width);
            bytes += matrix.bytes();
            return matrix;
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("the adapter's " + tensor + " doesn't fit: " + wrong.getMessage(), wrong);
        }
    }

    /** These changes as what a sequence carries; hooks that have nothing to do are left out. */
    public Hooks hooks() {
        Hooks hooks = Hooks.NONE.with((ProjectionHook) this);
        hooks = embedding == null ? hooks : hooks.with((EmbeddingHook) this);
        hooks = norms.stream().allMatch(Map::isEmpty) ? hooks : hooks.with((NormHook) this);
        return head == null ? hooks : hooks.with((LogitHook) this);
    }

    /** Memory of the changes. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void requireFit(ModelShape other) {
        if (!shape.equals(other)) {
            throw new IllegalArgumentException("the adapter is for " + shape + ", and the model is " + other);
        }
    }

    @Override
    public void project(int layer, Projection projection, float[] x, int x0, float[] y, int y0, Kernels kernels) {
        SparseMatrix change = projections[layer][projection.ordinal()];
        if (change != null) {
            change.addProduct(x, x0, y, y0);
        }
    }

    @Override
    public int extraTokens() {
        return 0;
    }

    @Override
    public void extra(int index, float[] values, int at) {
        throw new IllegalStateException("there are no extra tokens");
    }

    @Override
    public void token(int token, int position, float[] values, int at) {
        if (embedding != null) {
            embedding.addRow(token, values, at);
        }
    }

    @Override
    public void norm(int layer, Norm norm, float[] weight) {
        SparseMatrix change = norms.get(layer).get(norm);
        if (change != null) {
            change.addRow(0, weight, 0);
        }
    }

    @Override
    public void logits(int position, float[] x, int x0, float[] logits) {
        if (head != null) {
            head.addProduct(x, x0, logits, 0);
        }
    }
}
