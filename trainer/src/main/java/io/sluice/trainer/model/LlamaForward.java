package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Llama model (Touvron et al. 2023) as a differentiable function of one flat parameter array: per layer
 * x += Wo·attention(RoPE(Wqkv·norm(x))) and x += Wdown·(silu(gate)·up), then logits = norm(x)·Eᵀ with tied E.
 *
 * <p>Grouped-query attention folds the query heads of a group into the time axis, so that keys are never repeated.
 * Gradients flow to the flat array through one split, whose derivative is one concatenation.
 *
 * <p>No array here is multiplied with a Java number: DJL frees such a number's memory at once, while PyTorch still needs
 * it for the derivative, and the gradient is then wrong now and then. Constants are arrays that live as long as the step.
 */
final class LlamaForward {

    private static final float MASKED = -1e9f;

    private final ModelShape shape;
    private final long[] cuts;
    private final List<ParameterLayout.Block> blocks;

    LlamaForward(ModelShape shape) {
        this.shape = shape;
        this.blocks = new ParameterLayout(shape).blocks();
        this.cuts = blocks.subList(0, blocks.size() - 1).stream().mapToLong(ParameterLayout.Block::end).toArray();
    }

    /**
     * @param weights of {@link #weights}
     * @param tokens  int64 {@code [batch, time]}
     * @param cache   what came before, or null to start at position 0 and keep nothing
     * @return logits {@code [batch, time, vocabulary]} of these tokens, without those of a prefix
     */
    NDArray logits(NDArray[] weights, NDArray tokens, @Nullable KeyValueCache cache, Modification modification) {
        NDManager manager = tokens.getManager();
        int past = cache == null ? 0 : cache.length();
        NDArray prefix = modification.prefix();
        int extra = prefix == null ? 0 : Math.toIntExact(prefix.getShape().get(0));
        NDArray x = tokens.getNDArrayInternal().embedding(tokens, weights[0], SparseFormat.DENSE).singletonOrThrow();
        x = modification.embeddings(x, Math.max(0, past - extra));
        if (prefix != null && past == 0) {
            x = prefix.expandDims(0).broadcast(x.getShape().get(0), extra, shape.width()).concat(x, 1);
        }
        int time = Math.toIntExact(x.getShape().get(1));
        RotaryTable rotary = new RotaryTable(manager, shape, past, time);
        NDArray mask = mask(manager, past, time);
        NDArray scale = manager.create((float) (1 / Math.sqrt(shape.headSize())));
        for (int layer = 0; layer < shape.layers(); layer++) {
            int at = 1 + layer * ParameterLayout.BLOCKS_PER_LAYER;
            NDArray read = norm(x, weights[at]);
            modification.input(blocks.get(at + 1), read);
            NDArray qkv = linear(read, weights[at + 1]);
            NDArray mixed = modification.heads(layer, attention(qkv, rotary, mask, scale, layer, cache));
            modification.input(blocks.get(at + 2), mixed);
            x = x.add(linear(mixed, weights[at + 2]));
            NDArray again = norm(x, weights[at + 3]);
            modification.input(blocks.get(at + 4), again);
            NDArray inner = gated(again, weights[at + 4]);
            modification.input(blocks.get(at + 5), inner);
            x = x.add(linear(inner, weights[at + 5]));
        }
        if (cache != null) {
            cache.advance(time);
        }
        if (prefix != null && past == 0) {
            x = x.split(new long[] {extra}, 1).get(1);
        }
        return linear(norm(x, weights[weights.length - 1]), weights[0]);
    }

    /**
     * The weight of every block.
     *
     * @param parameters flat, as {@link ParameterLayout} says
     */
    NDArray[] weights(NDArray parameters, Modification modification) {
        NDList parts = parameters.split(cuts, 0);
        NDArray[] weights = new NDArray[blocks.size()];
        for (int i = 0; i < weights.length; i++) {
            ParameterLayout.Block block = blocks.get(i);
            NDArray weight = block.columns() == 1 ? parts.get(i) : parts.get(i).reshape(block.rows(), block.columns());
            weights[i] = modification.weight(block, weight);
        }
        return weights;
    }

    private static NDArray linear(NDArray x, NDArray weight) {
        return x.matMul(weight.transpose());
    }

    /** RMSNorm (Zhang and Sennrich 2019). */
    private NDArray norm(NDArray x, NDArray gain) {
        NDArray rms = x.square().mean(new int[] {-1}, true).add((float) shape.normEpsilon()).sqrt();
        return x.div(rms).mul(gain);
    }

    /** SwiGLU (Shazeer 2020); gate and up are one matrix. */
    private NDArray gated(NDArray x, NDArray gateUp) {
        NDList halves = linear(x, gateUp).split(2, 2);
        NDArray gate = halves.get(0);
        return gate.mul(Activation.sigmoid(gate)).mul(halves.get(1));
    }

    /** @param qkv {@code [batch, time, queryWidth + 2·kvWidth]} */
    private NDArray attention(
            NDArray qkv,
            RotaryTable rotary,
            NDArray mask,
            NDArray scale,
            int layer,
            @Nullable KeyValueCache cache) {
        long batch = qkv.getShape().get(0);
        long time = qkv.getShape().get(1);
        int size = shape.headSize();
        int kv = shape.kvHeads();
        NDArray heads = qkv.reshape(batch, time, shape.heads() + 2L * kv, size);
        NDList parts = heads.split(new long[] {shape.heads() + kv}, 2);
        NDList turned = rotary.turn(parts.get(0)).split(new long[] {shape.heads()}, 2);
        NDArray query = turned.get(0)
                .reshape(batch, time, kv, shape.group(), size)
                .transpose(0, 2, 3, 1, 4)
                .reshape(batch * kv, shape.group() * time, size)
                .mul(scale);
        NDArray key = turned.get(1).transpose(0, 2, 3, 1).reshape(batch * kv, size, time);
        NDArray value = parts.get(1).transpose(0, 2, 1, 3).reshape(batch * kv, time, size);
        if (cache != null) {
            key = cache.appendKey(layer, key);
            value = cache.appendValue(layer, value);
        }
        NDArray mixed = query.matMul(key).add(mask).softmax(-1).matMul(value);
        return mixed.reshape(batch, kv, shape.group(), time, size)
                .transpose(0, 3, 1, 2, 4)
                .reshape(batch, time, shape.queryWidth());
    }

    /** Additive, {@code [group·time, past + time]}: a position sees itself and what came before. */
    private NDArray mask(NDManager manager, int past, int time) {
        int columns = past + time;
        float[] mask = new float[shape.group() * time * columns];
        for (int row = 0; row < shape.group() * time; row++) {
            Arrays.fill(mask, row * columns + past + row % time + 1, (row + 1) * columns, MASKED);
        }
        return manager.create(mask, new Shape((long) shape.group() * time, columns));
    }
}
