package io.sluice.inference.engine;

import io.sluice.inference.fixture.SafetensorsWriter.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * A Llama-family model written down from its equations in double precision: whole sequences, plain loops, no cache. Shares
 * nothing with the engine.
 *
 * @param frequency what becomes of a rotary frequency
 * @param window    positions that a row of a layer sees, its own included
 */
record DoublePrecisionLlama(Map<String, Matrix> weights, int layers, int heads, int kvHeads, int headSize, double theta,
        double epsilon, DoubleUnaryOperator frequency, IntUnaryOperator window) {

    /** What is done to the numbers on their way; all of it in place. */
    interface Change {

        /** The probabilities of one row and head, which end at the row's own position. */
        default void attention(int layer, int head, int position, double[] probabilities) {
        }

        /** All heads of a row, one after the other. */
        default void heads(int layer, int position, double[] outputs) {
        }

        default void hidden(int layer, int position, double[] stream) {
        }
    }

    /** Logits after every token. */
    double[][] logits(int[] tokens) {
        return logits(embedded(tokens), new Change() { });
    }

    double[][] embedded(int[] tokens) {
        double[][] hidden = new double[tokens.length][];
        Matrix embedding = weights.get("model.embed_tokens.weight");
        int width = embedding.shape()[1];
        for (int t = 0; t < tokens.length; t++) {
            hidden[t] = new double[width];
            for (int i = 0; i < width; i++) {
                hidden[t][i] = embedding.values()[tokens[t] * width + i];
            }
        }
        return hidden;
    }

    /** @param tokens vectors, which are overwritten */
    double[][] logits(double[][] tokens, Change change) {
        double[][] hidden = tokens;
        Matrix embedding = weights.get("model.embed_tokens.weight");
        for (int layer = 0; layer < layers; layer++) {
            block(layer, hidden, change);
        }
        Matrix head = weights.getOrDefault("lm_head.weight", embedding);
        double[][] logits = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            logits[t] = times(head, norm(hidden[t], "model.norm.weight"));
        }
        return logits;
    }

    private void block(int layer, double[][] hidden, Change change) {
        String base = "model.layers." + layer + ".";
        List<double[]> keys = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (int t = 0; t < hidden.length; t++) {
            double[] x = norm(hidden[t], base + "input_layernorm.weight");
            double[] query = linear(base + "self_attn.q_proj", x);
            double[] key = linear(base + "self_attn.k_proj", x);
            headNorm(query, heads, base + "self_attn.q_norm.weight");
            headNorm(key, kvHeads, base + "self_attn.k_norm.weight");
            keys.add(key);
            values.add(linear(base + "self_attn.v_proj", x));
            rotate(query, heads, t);
            rotate(key, kvHeads, t);
            double[] mixed = new double[heads * headSize];
            for (int h = 0; h < heads; h++) {
                attend(query, keys, values, layer, h, mixed, change);
            }
            change.heads(layer, t, mixed);
            add(hidden[t], linear(base + "self_attn.o_proj", mixed));
            double[] y = norm(hidden[t], base + "post_attention_layernorm.weight");
            double[] gate = linear(base + "mlp.gate_proj", y);
            double[] up = linear(base + "mlp.up_proj", y);
            for (int i = 0; i < gate.length; i++) {
                gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
            }
            add(hidden[t], linear(base + "mlp.down_proj", gate));
            change.hidden(layer, t, hidden[t]);
        }
    }

    private void attend(double[] query, List<double[]> keys, List<double[]> values, int layer, int head, double[] out,
            Change change) {
        int kv = head * kvHeads / heads * headSize;
        int first = Math.max(0, keys.size() - window.applyAsInt(layer));
        double[] weight = new double[keys.size()];
        double sum = 0;
        for (int t = first; t < weight.length; t++) {
            double score = 0;
            for (int d = 0; d < headSize; d++) {
                score += query[head * headSize + d] * keys.get(t)[kv + d];
            }
            weight[t] = Math.exp(score / Math.sqrt(headSize));
            sum += weight[t];
        }
        for (int t = first; t < weight.length; t++) {
            weight[t] /= sum;
        }
        change.attention(layer, head, weight.length - 1, weight);
        for (int t = first; t < weight.length; t++) {
            for (int d = 0; d < headSize; d++) {
                out[head * headSize + d] += weight[t] * values.get(t)[kv + d];
            }
        }
    }

    private void rotate(double[] x, int count, int position) {
        for (int h = 0; h < count; h++) {
            for (int i = 0; i < headSize / 2; i++) {
                double angle = position * frequency.applyAsDouble(1 / Math.pow(theta, 2.0 * i / headSize));
                int low = h * headSize + i;
                int high = low + headSize / 2;
                double a = x[low];
                double b = x[high];
                x[low] = a * Math.cos(angle) - b * Math.sin(angle);
                x[high] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
    }

    private void headNorm(double[] x, int count, String name) {
        for (int h = 0; weights.containsKey(name) && h < count; h++) {
            double[] head = norm(Arrays.copyOfRange(x, h * headSize, (h + 1) * headSize), name);
            System.arraycopy(head, 0, x, h * headSize, headSize);
        }
    }

    private double[] norm(double[] x, String name) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i] / Math.sqrt(squares / x.length + epsilon) * weights.get(name).values()[i];
        }
        return out;
    }

    private double[] linear(String name, double[] x) {
        double[] y = times(weights.get(name + ".weight"), x);
        Matrix bias = weights.get(name + ".bias");
        for (int i = 0; bias != null && i < y.length; i++) {
            y[i] += bias.values()[i];
        }
        return y;
    }

    private static double[] times(Matrix matrix, double[] x) {
        double[] y = new double[matrix.shape()[0]];
        for (int row = 0; row < y.length; row++) {
            for (int k = 0; k < x.length; k++) {
                y[row] += matrix.values()[row * x.length + k] * x[k];
            }
        }
        return y;
    }

    private static void add(double[] to, double[] x) {
        for (int i = 0; i < to.length; i++) {
            to[i] += x[i];
        }
    }
}
