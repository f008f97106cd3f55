package io.sluice.trainer.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each weight lies in one flat array of all parameters.
 *
 * <p>Weights that are multiplied with the same input (query, key and value; gate and up) are neighbours, so that the
 * forward pass reads them as one matrix ({@link #blocks}) while files name them one by one ({@link #tensors}). One flat
 * array also makes the optimiser a handful of operations instead of hundreds.
 */
public final class ParameterLayout {

    /** One weight as Hugging Face names it; a norm has {@code columns} 1 and is written as a vector. */
    public record Tensor(String name, int offset, int rows, int columns) {

        public int size() {
            return rows * columns;
        }

        public boolean isMatrix() {
            return columns > 1;
        }
    }

    /**
     * Neighbouring rows that the forward pass uses as one matrix; {@code columns} is 1 for a norm.
     *
     * @param tensors what it is made of, from the first row on
     */
    public record Block(int offset, int rows, int columns, List<Tensor> tensors) {
        int end() {
            return offset + rows * columns;
        }
    }

    /** Blocks of one layer, in this order. */
    static final int BLOCKS_PER_LAYER = 6;

    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private int size;

    public ParameterLayout(ModelShape shape) {
        int width = shape.width();
        block(width, row("model.embed_tokens.weight", shape.vocabulary()));
        for (int layer = 0; layer < shape.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            block(1, row(prefix + "input_layernorm.weight", width));
            block(
                    width,
                    row(prefix + "self_attn.q_proj.weight", shape.queryWidth()),
                    row(prefix + "self_attn.k_proj.weight", shape.kvWidth()),
                    row(prefix + "self_attn.v_proj.weight", shape.kvWidth()));
            block(shape.queryWidth(), row(prefix + "self_attn.o_proj.weight", width));
            block(1, row(prefix + "post_attention_layernorm.weight", width));
            block(
                    width,
                    row(prefix + "mlp.gate_proj.weight", shape.mlpWidth()),
                    row(prefix + "mlp.up_proj.weight", shape.mlpWidth()));
            block(shape.mlpWidth(), row(prefix + "mlp.down_proj.weight", width));
        }
        block(1, row("model.norm.weight", width));
    }

    /** Every weight, in the order of the flat array. */
    public List<Tensor> tensors() {
        return List.copyOf(tensors);
    }

    /** The same, as the forward pass uses them. */
    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** All parameters. */
    public int size() {
        return size;
    }

    private record Rows(String name, int rows) {}

    private static Rows row(String name, int rows) {
        return new Rows(name, rows);
    }

    private void block(int columns, Rows... parts) {
        int start = size;
        int rows = 0;
        List<Tensor> own = new ArrayList<>();
        for (Rows part : parts) {
            own.add(new Tensor(part.name(), size, part.rows(), columns));
            size += part.rows() * columns;
            rows += part.rows();
        }
        tensors.addAll(own);
        blocks.add(new Block(start, rows, columns, List.copyOf(own)));
    }
}
