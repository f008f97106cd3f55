package io.sluice.trainer.model;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Starting weights from a seed: norms one; matrices normal with deviation 1/√columns, those that write to the residual
 * stream divided by √(2·layers) (GPT-2); embeddings 0.05, so that tied logits start small.
 */
final class Initialisation {

    private static final double EMBEDDING_DEVIATION = 0.05;

    private Initialisation() {}

    static float[] draw(ModelShape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ParameterLayout layout = new ParameterLayout(shape);
        float[] weights = new float[layout.size()];
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            int end = tensor.offset() + tensor.size();
            if (!tensor.isMatrix()) {
                Arrays.fill(weights, tensor.offset(), end, 1f);
                continue;
            }
            double deviation = deviation(tensor, shape);
            for (int i = tensor.offset(); i < end; i++) {
                weights[i] = (float) (random.nextGaussian() * deviation);
            }
        }
        return weights;
    }

    private static double deviation(ParameterLayout.Tensor tensor, ModelShape shape) {
        if (tensor.name().equals("model.embed_tokens.weight")) {
            return EMBEDDING_DEVIATION;
        }
        boolean writesResidual = tensor.name().endsWith("o_proj.weight") || tensor.name().endsWith("down_proj.weight");
        return 1 / Math.sqrt(tensor.columns()) / (writesResidual ? Math.sqrt(2.0 * shape.layers()) : 1);
    }
}
