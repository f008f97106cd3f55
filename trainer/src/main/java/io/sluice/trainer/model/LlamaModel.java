package io.sluice.trainer.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A trainable model: shape, flat parameters and optimiser state. Not thread-safe; {@link #close} frees native memory.
 *
 * <p>With one thread and a fixed seed, the same batches give bitwise the same weights on the same machine.
 */
public final class LlamaModel implements AutoCloseable {

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
        this.optimiser = new AdamW(manager, layout);
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
            float[] flat = forward.logits(parameters, ids(List.of(tokens)), null).toFloatArray();
            float[][] rows = new float[tokens.length][];
            for (int t = 0; t < rows.length; t++) {
                rows[t] = Arrays.copyOfRange(flat, t * shape.vocabulary(), (t + 1) * shape.vocabulary());
            }
            return rows;
        }
    }

    /**
     * Continues equally long prompts greedily.
     *
     * @return per prompt the tokens up to and without {@code eos}, at most {@code tokensMax}
     */
    public List<int[]> greedy(List<int[]> prompts, int eos, int tokensMax) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            KeyValueCache cache = new KeyValueCache(shape.layers());
            int[][] out = new int[prompts.size()][tokensMax];
            int[] lengths = new int[prompts.size()];
            Arrays.fill(lengths, -1);
            NDArray input = ids(prompts);
            for (int step = 0; step < tokensMax; step++) {
                NDArray last = forward.logits(parameters, input, cache).get(":, -1, :").argMax(-1);
                long[] next = last.toLongArray();
                boolean open = false;
                for (int row = 0; row < next.length; row++) {
                    out[row][step] = (int) next[row];
                    if (lengths[row] < 0 && next[row] == eos) {
                        lengths[row] = step;
                    }
                    open |= lengths[row] < 0;
                }
                if (!open) {
                    break;
                }
                input = last.reshape(next.length, 1);
            }
            List<int[]> answers = new ArrayList<>();
            for (int row = 0; row < lengths.length; row++) {
                answers.add(Arrays.copyOf(out[row], lengths[row] < 0 ? tokensMax : lengths[row]));
            }
            return answers;
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
        return CrossEntropy.loss(forward.logits(weights, tokens, null), batch);
    }

    private NDArray ids(List<int[]> rows) {
        int time = rows.getFirst().length;
        long[] ids = new long[rows.size() * time];
        for (int r = 0; r < rows.size(); r++) {
            for (int t = 0; t < time; t++) {
                ids[r * time + t] = rows.get(r)[t];
            }
        }
        return manager.create(ids, new Shape(rows.size(), time));
    }

    @Override
    public void close() {
        optimiser.close();
        manager.close();
    }
}
