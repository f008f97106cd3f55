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
 * LT-SFT (Ansell et al. 2022) in two stages: all weights are tuned; then, from the start again, only those that had moved
 * furthest. For each weight NAME that changes, the file holds {@code NAME.indices} (ascending, row by row) and
 * {@code NAME.values}, which are added. A density of 1 is full tuning in a single stage.
 */
final class SparseMethod implements AdapterMethod {

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
        float @Nullable [] mask = index == 0 ? null : mask(before, count());
        return new Stage(
                new DeltaAdaptation(base.layout(), mask), base.weights(), new float[base.layout().size()], plan.rate());
    }

    private int count() {
        return Math.max(1, (int) Math.floor(plan.settings().density() * base.layout().size()));
    }

    /** 1 for the {@code count} changes furthest from zero, of equal ones the first. */
    static float[] mask(float[] changes, int count) {
        float[] mask = new float[changes.length];
        float[] sizes = new float[changes.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(changes[i]);
        }
        float[] sorted = sizes.clone();
        Arrays.sort(sorted);
        float least = sorted[sorted.length - count];
        int left = count;
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
