package io.sluice.benchmarks.engine.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A tensor to be drawn.
 *
 * @param rows      0 for a vector
 * @param mean      of its values
 * @param deviation of its values, normally distributed
 */
record RandomTensor(String name, int rows, int columns, double mean, double deviation) {

    /** As transformers are initialised: every matrix's output has a size near 1 for a normed input of width 2048. */
    private static final double USUAL = 0.02;
    /** Larger, so that attention chooses among positions: an error in it must show in the logits. */
    private static final double CHOOSING = 0.03;
    private static final double NORM_SPREAD = 0.1;
    private static final double USUAL_WIDTH = 2048;

    long elements() {
        return (long) Math.max(1, rows) * columns;
    }

    /** All tensors of a model by their Hugging Face names, in the order of a file. */
    static List<RandomTensor> of(ModelShape shape) {
        List<RandomTensor> all = new ArrayList<>();
        double usual = USUAL * Math.sqrt(USUAL_WIDTH / shape.width());
        double choosing = CHOOSING * Math.sqrt(USUAL_WIDTH / shape.width());
        all.add(matrix("model.embed_tokens", shape.vocabulary(), shape.width(), usual));
        for (int layer = 0; layer < shape.layers(); layer++) {
            String base = "model.layers." + layer + ".";
            all.add(norm(base + "input_layernorm", shape.width()));
            all.add(matrix(base + "self_attn.q_proj", shape.queryWidth(), shape.width(), choosing));
            all.add(matrix(base + "self_attn.k_proj", shape.kvWidth(), shape.width(), choosing));
            all.add(matrix(base + "self_attn.v_proj", shape.kvWidth(), shape.width(), usual));
            all.add(matrix(base + "self_attn.o_proj", shape.width(), shape.queryWidth(), usual));
            all.add(norm(base + "post_attention_layernorm", shape.width()));
            all.add(matrix(base + "mlp.gate_proj", shape.mlpWidth(), shape.width(), usual));
            all.add(matrix(base + "mlp.up_proj", shape.mlpWidth(), shape.width(), usual));
            all.add(matrix(base + "mlp.down_proj", shape.width(), shape.mlpWidth(), usual));
        }
        all.add(norm("model.norm", shape.width()));
        return all;
    }

    private static RandomTensor matrix(String name, int rows, int columns, double deviation) {
        return new RandomTensor(name + ".weight", rows, columns, 0, deviation);
    }

    private static RandomTensor norm(String name, int width) {
        return new RandomTensor(name + ".weight", 0, width, 1, NORM_SPREAD);
    }
}
