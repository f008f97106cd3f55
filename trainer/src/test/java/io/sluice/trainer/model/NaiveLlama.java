package io.sluice.trainer.model;

import java.util.HashMap;
import java.util.Map;

/** The same model as {@link LlamaForward} in double precision and plain loops, with separate weights and heads. */
public final class NaiveLlama {

    /**
     * What adapters add, all of it absent in {@link #NONE}.
     *
     * @param prefix     vectors before the tokens
     * @param embeddings added to the embedding of the own token at each place
     * @param factors    by layer, 1 + these multiply what the heads found
     * @param offsets    by layer, added after that
     */
    public record Extras(double[][] prefix, double[][] embeddings, double[][] factors, double[][] offsets) {
        public static final Extras NONE =
                new Extras(new double[0][], new double[0][], new double[0][], new double[0][]);
    }

    private final ModelShape shape;
    private final Map<String, double[][]> weights = new HashMap<>();
    private final Extras extras;

    NaiveLlama(ModelShape shape, double[] flat) {
        this(shape, flat, Extras.NONE);
    }

    public NaiveLlama(ModelShape shape, double[] flat, Extras extras) {
        this.shape = shape;
        this.extras = extras;
        for (ParameterLayout.Tensor tensor : new ParameterLayout(shape).tensors()) {
            double[][] matrix = new double[tensor.rows()][tensor.columns()];
            for (int r = 0; r < tensor.rows(); r++) {
                System.arraycopy(flat, tensor.offset() + r * tensor.columns(), matrix[r], 0, tensor.columns());
            }
            weights.put(tensor.name(), matrix);
        }
    }

    /** Weighted mean of −log p(target). */
    static double loss(ModelShape shape, double[] flat, Batch batch) {
        return loss(shape, flat, Extras.NONE, batch);
    }

    public static double loss(ModelShape shape, double[] flat, Extras extras, Batch batch) {
        NaiveLlama model = new NaiveLlama(shape, flat, extras);
        double sum = 0;
        double total = 0;
        for (int row = 0; row < batch.rows(); row++) {
            int[] tokens = new int[batch.time()];
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = (int) batch.inputs()[row * batch.time() + t];
            }
            double[][] logits = model.logits(tokens);
            for (int t = 0; t < tokens.length; t++) {
                int at = row * batch.time() + t;
                double normaliser = 0;
                for (double logit : logits[t]) {
                    normaliser += Math.exp(logit);
                }
                sum += batch.weights()[at] * (Math.log(normaliser) - logits[t][(int) batch.targets()[at]]);
                total += batch.weights()[at];
            }
        }
        return sum / total;
    }

    public double[][] logits(int[] tokens) {
        int before = extras.prefix().length;
        double[][] x = new double[before + tokens.length][];
        for (int t = 0; t < before; t++) {
            x[t] = extras.prefix()[t].clone();
        }
        for (int t = 0; t < tokens.length; t++) {
            x[before + t] = weights.get("model.embed_tokens.weight")[tokens[t]].clone();
            if (t < extras.embeddings().length) {
                add(x[before + t], extras.embeddings()[t]);
            }
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            double[][] attended = attention(normAll(x, prefix + "input_layernorm.weight"), layer);
            for (int t = 0; t < x.length; t++) {
                add(x[t], attended[t]);
                add(x[t], mlp(norm(x[t], prefix + "post_attention_layernorm.weight"), prefix + "mlp."));
            }
        }
        double[][] logits = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            logits[t] = times("model.embed_tokens.weight", norm(x[before + t], "model.norm.weight"));
        }
        return logits;
    }

    private double[][] attention(double[][] x, int layer) {
        String prefix = "model.layers." + layer + ".self_attn.";
        int size = shape.headSize();
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] query = times(prefix + "q_proj.weight", x[t]);
            double[] mixed = new double[query.length];
            for (int head = 0; head < shape.heads(); head++) {
                int kv = head / (shape.heads() / shape.kvHeads());
                double[] q = turn(query, head * size, t);
                double[] weights = new double[t + 1];
                double normaliser = 0;
                for (int s = 0; s <= t; s++) {
                    double[] k = turn(times(prefix + "k_proj.weight", x[s]), kv * size, s);
                    weights[s] = Math.exp(dot(q, k) / Math.sqrt(size));
                    normaliser += weights[s];
                }
                for (int s = 0; s <= t; s++) {
                    double[] value = times(prefix + "v_proj.weight", x[s]);
                    for (int i = 0; i < size; i++) {
                        mixed[head * size + i] += weights[s] / normaliser * value[kv * size + i];
                    }
                }
            }
            for (int i = 0; i < mixed.length; i++) {
                mixed[i] *= extras.factors().length == 0 ? 1 : 1 + extras.factors()[layer][i];
                mixed[i] += extras.offsets().length == 0 ? 0 : extras.offsets()[layer][i];
            }
            out[t] = times(prefix + "o_proj.weight", mixed);
        }
        return out;
    }

    private double[] turn(double[] heads, int from, int position) {
        int half = shape.headSize() / 2;
        double[] out = new double[shape.headSize()];
        for (int i = 0; i < half; i++) {
            double angle = position * Math.pow(shape.ropeTheta(), -2.0 * i / shape.headSize());
            double a = heads[from + i];
            double b = heads[from + half + i];
            out[i] = a * Math.cos(angle) - b * Math.sin(angle);
            out[half + i] = b * Math.cos(angle) + a * Math.sin(angle);
        }
        return out;
    }

    private double[] mlp(double[] x, String prefix) {
        double[] gate = times(prefix + "gate_proj.weight", x);
        double[] up = times(prefix + "up_proj.weight", x);
        for (int i = 0; i < gate.length; i++) {
            gate[i] *= up[i] / (1 + Math.exp(-gate[i]));
        }
        return times(prefix + "down_proj.weight", gate);
    }

    private double[][] normAll(double[][] x, String gain) {
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            out[t] = norm(x[t], gain);
        }
        return out;
    }

    private double[] norm(double[] x, String gain) {
        double rms = Math.sqrt(dot(x, x) / x.length + shape.normEpsilon());
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i] / rms * weights.get(gain)[i][0];
        }
        return out;
    }

    private double[] times(String name, double[] x) {
        double[][] matrix = weights.get(name);
        double[] out = new double[matrix.length];
        for (int r = 0; r < out.length; r++) {
            out[r] = dot(matrix[r], x);
        }
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += what[i];
        }
    }
}
