package io.sluice.trainer.adapter;

import io.sluice.trainer.adapter.HeadAdaptation.Head;
import io.sluice.trainer.export.SafeTensors.Named;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * LoFiT in two stages: factors of all heads under an L1 penalty, whose norms say which heads matter; then an offset for
 * each of the best. Unlike the paper's, which drops them, the best heads' factors stay and are tuned on beside the offsets:
 * an offset alone is the same at every position, and taught the shipped models half of what both do.
 */
final class HeadMethod implements AdapterMethod {

    private static final double PENALTY = 5e-4;
    private static final double DEVIATION = 1e-3;
    /** The first stage only has to tell which heads matter. */
    private static final int FIRST_STAGE_SHARE = 4;
    /** Offsets begin at zero, and what heads find is larger than one. */
    private static final double OFFSET_RATE = 2;

    private final Base base;
    private final AdapterPlan plan;
    private final List<Head> heads = new ArrayList<>();

    HeadMethod(Base base, AdapterPlan plan) {
        this.base = base;
        this.plan = plan;
        for (int layer = 0; layer < base.shape().layers(); layer++) {
            for (int head = 0; head < base.shape().heads(); head++) {
                heads.add(new Head(layer, head));
            }
        }
        if (plan.settings().heads() > heads.size()) {
            throw new IllegalArgumentException(
                    plan.settings().heads() + " heads, and " + base.name() + " has " + heads.size());
        }
    }

    @Override
    public int stages() {
        return 2;
    }

    @Override
    public int end(int stage, int steps) {
        return stage == 0 ? Math.max(1, steps / FIRST_STAGE_SHARE) : AdapterMethod.super.end(stage, steps);
    }

    @Override
    public Stage stage(int index, float[] before) {
        if (index == 1) {
            List<Head> best = chosen(before);
            HeadAdaptation offsets = HeadAdaptation.offsets(base.shape(), best, OFFSET_RATE);
            return new Stage(offsets, base.weights(), start(best, before, offsets.size()), plan.rate());
        }
        HeadAdaptation factors = HeadAdaptation.factors(base.shape(), heads, PENALTY);
        SplittableRandom random = new SplittableRandom(plan.seed());
        float[] initial = new float[factors.size()];
        for (int i = 0; i < initial.length; i++) {
            initial[i] = (float) (random.nextGaussian() * DEVIATION);
        }
        return new Stage(factors, base.weights(), initial, plan.rate());
    }

    /** The factors as they are, the offsets at zero. */
    private float[] start(List<Head> best, float[] factors, int count) {
        int size = base.shape().headSize();
        float[] start = new float[count];
        for (int i = 0; i < best.size(); i++) {
            System.arraycopy(factors, heads.indexOf(best.get(i)) * size, start, i * size, size);
        }
        return start;
    }

    /** Those with the longest factors, in the order of the layers. */
    List<Head> chosen(float[] factors) {
        int size = base.shape().headSize();
        return heads.stream()
                .sorted(Comparator.comparingDouble(head -> -square(factors, heads.indexOf(head) * size, size)))
                .limit(plan.settings().heads())
                .sorted(Comparator.comparingInt(heads::indexOf))
                .toList();
    }

    private static double square(float[] values, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
    }

    @Override
    public Result result(float[] parameters, float[] before) {
        int size = base.shape().headSize();
        List<Named> tensors = new ArrayList<>();
        List<Head> best = chosen(before);
        for (int i = 0; i < best.size(); i++) {
            tensors.add(vector("attn_A", best.get(i), parameters, i * size));
            tensors.add(vector("attn_v", best.get(i), parameters, (best.size() + i) * size));
        }
        return new Result(parameters.length,
                JsonMapper.shared().createObjectNode().put("peft_type", "LOFIT").put("task_type", "CAUSAL_LM")
                        .put("inference_mode", true).put("num_heads", best.size()).put("head_dim", size),
                tensors);
    }

    private Named vector(String name, Head head, float[] parameters, int from) {
        int size = base.shape().headSize();
        return Named.floats("model.layers.%d.self_attn.%s.%d".formatted(head.layer(), name, head.head()),
                Arrays.copyOfRange(parameters, from, from + size), size);
    }
}
