package io.sluice.trainer.adapter;

import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * LT-SFT (Ansell et al. 2022) in two stages: all projections are tuned; then, from the start again, only those of their weights
 * that had moved furthest. For each weight NAME that changes, the file holds {@code NAME.indices} (ascending, row by row) and
 * {@code NAME.values}, which are added. A density of 1 is full tuning in a single stage.
 *
 * <p>As in the paper, norms and the output matrix, which is the embedding here, stay as they are. Every token's row of it has a
 * small derivative of one sign in every step, and Adam divides by its size, so rows of tokens that no task uses move as far as
 * anything can: of the 2 % that moved furthest on the shipped models, 99.9 % were such rows, and tuning them taught nothing.
 */
final class SparseMethod implements AdapterMethod {

    /** A fiftieth of the weights has to move further than all did to say the same. */
    private static final double SECOND_RATE = 8;

    private final Base base;
    private final AdapterPlan plan;

    SparseMethod(Base base, AdapterPlan plan) {
        this.base = base;
        this.plan = plan;
    }

    @Override
    public int stages() {
        return plan.settings().density() < 1 ? 2 : 1;
    }

    @Override
    public Stage stage(int index, float[] before) {
        return new Stage(
                new DeltaAdaptation(base.layout(), rates(index, before)), base.weights(), new float[base.layout().size()],
                index == 0 ? plan.rate() : SECOND_RATE * plan.rate());
    }

    private float @Nullable [] rates(int stage, float[] before) {
        if (stages() == 1) {
            return null;
        }
        float[] projections = projections();
        return stage == 0 ? projections : mask(before, projections, (int) (plan.settings().density() * base.layout().size()));
    }

    /** 1 for the weights of projections, 0 for those of norms and embedding. */
    private float[] projections() {
        float[] all = new float[base.layout().size()];
        LoraMethod.targets(base).forEach(target -> Arrays.fill(all, target.offset(), target.offset() + target.size(), 1));
        return all;
    }

    /**
     * 1 for the {@code count} changes furthest from zero, of equal ones the first; at least one and at most all candidates.
     *
     * @param candidates 1 for what may be chosen, else 0
     */
    static float[] mask(float[] changes, float[] candidates, int count) {
        float[] mask = new float[changes.length];
        float[] sizes = new float[changes.length];
        int most = 0;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = candidates[i] > 0 ? Math.abs(changes[i]) : -1;
            most += candidates[i] > 0 ? 1 : 0;
        }
        int chosen = Math.clamp(count, 1, most);
        float[] sorted = sizes.clone();
        Arrays.sort(sorted);
        float least = sorted[sorted.length - chosen];
        int left = chosen;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] > least) {
                mask[i] = 1;
                left--;
            }
        }
        for (int i = 0; i < sizes.length && left > 0; i++) {
            if (sizes[i] == least) {
                mask[i] = 1;
                left--;
            }
        }
        return mask;
    }

    @Override
    public Result result(float[] parameters, float[] before) {
        List<Named> tensors = new ArrayList<>();
        long changed = 0;
        for (Tensor tensor : base.layout().tensors()) {
            int[] indices = IntStream.range(0, tensor.size())
                    .filter(i -> parameters[tensor.offset() + i] != 0)
                    .toArray();
            if (indices.length == 0) {
                continue;
            }
            float[] values = new float[indices.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = parameters[tensor.offset() + indices[i]];
            }
            tensors.add(Named.ints(tensor.name() + ".indices", indices, indices.length));
            tensors.add(Named.floats(tensor.name() + ".values", values, values.length));
            changed += indices.length;
        }
        return new Result(changed,
                JsonMapper.shared().createObjectNode().put("peft_type", "LT_SFT").put("task_type", "CAUSAL_LM")
                        .put("inference_mode", true).put("density", plan.settings().density())
                        .put("tie_word_embeddings", true),
                tensors);
    }
}
