package io.sluice.inference.adapter.selection;

import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.LowRankMerge.Factors;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.kernel.LowRankFactors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * MHR (arXiv:2211.03831): one adapter made of several of equal rank, whose parameters are averaged before they are multiplied.
 * The inputs of A and the outputs of B are cut into H blocks of equal size, and block h of a projection has weights of its own,
 *
 * <pre>
 *   wₑ = σ(Zₑ) / Σ σ(Zⱼ)     A[:, block h] = Σₑ wₕₑ·Aₑ[:, block h]     B[block h, :] = Σₑ wₕₑ·sₑ·Bₑ[block h, :]
 * </pre>
 *
 * with the same w for A and B. H = 1 is Poly. What the adapters are scaled by goes into B. An adapter that is missing has no
 * part, and the others' weights still sum up to 1.
 *
 * @param logits Z by {@code [layer][projection][head][adapter]}
 */
public record HeadMixture(double[][][][] logits) {

    /** w of one block; they sum up to 1, exactly where there is one. Finite logits. */
    public static double[] weights(double[] logits) {
        double[] weights = new double[logits.length];
        double sum = 0;
        for (int e = 0; e < logits.length; e++) {
            weights[e] = 1 / (1 + Math.exp(-logits[e]));
            sum += weights[e];
        }
        for (int e = 0; e < logits.length; e++) {
            weights[e] /= sum;
        }
        return weights;
    }

    /** Each adapter's mean weight over all blocks; they sum up to 1. */
    public double[] shares() {
        double[] shares = new double[logits[0][0][0].length];
        int blocks = 0;
        for (double[][][] layer : logits) {
            for (double[][] projection : layer) {
                for (double[] head : projection) {
                    double[] weights = weights(head);
                    for (int e = 0; e < shares.length; e++) {
                        shares[e] += weights[e];
                    }
                    blocks++;
                }
            }
        }
        for (int e = 0; e < shares.length; e++) {
            shares[e] /= blocks;
        }
        return shares;
    }

    /**
     * @param library as many as there are logits of a block, all for one model
     * @throws IllegalArgumentException when adapters differ in rank or in what they change, or a size can't be cut into the blocks
     */
    public LowRankAdapter merge(List<LowRankAdapter> library) {
        ModelShape shape = library.getFirst().shape();
        Map<String, Factors> merged = new HashMap<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                int place = layer;
                long changed = library.stream().filter(each -> each.factors(place, projection) != null).count();
                if (changed != 0) {
                    if (changed != library.size()) {
                        throw new IllegalArgumentException("not all adapters change " + projection.tensor(layer));
                    }
                    merged.put(projection.tensor(layer), merge(library, layer, projection));
                }
            }
        }
        return LowRankAdapter.of(merged, shape);
    }

    private Factors merge(List<LowRankAdapter> library, int layer, Projection projection) {
        LowRankFactors first = Objects.requireNonNull(library.getFirst().factors(layer, projection));
        double[][] heads = logits[layer][projection.ordinal()];
        int inputs = block(first.inputs(), heads.length);
        int outputs = block(first.outputs(), heads.length);
        float[] a = new float[first.rank() * first.inputs()];
        float[] b = new float[first.outputs() * first.rank()];
        double[][] weights = new double[heads.length][];
        for (int h = 0; h < heads.length; h++) {
            weights[h] = weights(heads[h]);
        }
        for (int e = 0; e < library.size(); e++) {
            LowRankFactors factors = Objects.requireNonNull(library.get(e).factors(layer, projection));
            if (factors.rank() != first.rank()) {
                throw new IllegalArgumentException("the adapters have the ranks " + first.rank() + " and " + factors.rank());
            }
            float[] ownA = factors.a();
            float[] ownB = factors.b();
            double scale = library.get(e).scale(layer, projection);
            for (int i = 0; i < a.length; i++) {
                a[i] += (float) (weights[i % first.inputs() / inputs][e] * ownA[i]);
            }
            for (int i = 0; i < b.length; i++) {
                b[i] += (float) (weights[i / first.rank() / outputs][e] * scale * ownB[i]);
            }
        }
        return new Factors(a, b, first.outputs(), first.rank(), first.inputs(), 1);
    }

    private static int block(int size, int heads) {
        if (size % heads != 0) {
            throw new IllegalArgumentException(size + " can't be cut into " + heads + " blocks");
        }
        return size / heads;
    }
}
