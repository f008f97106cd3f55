package io.sluice.trainer.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.Adaptation;
import io.sluice.trainer.model.Modification;
import io.sluice.trainer.model.ParameterLayout.Block;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * (IA)³ (Liu et al. 2022) in PEFT's layout: keys and values are multiplied by learned vectors, and so is what the down
 * projection reads. All factors start at 1, where the model is the frozen one. Flat in the order of the layout's tensors.
 */
final class FactorMethod implements AdapterMethod, Adaptation {

    private static final String DOWN = "mlp.down_proj.weight";

    private final Base base;
    private final AdapterPlan plan;
    private final List<Tensor> targets;

    FactorMethod(Base base, AdapterPlan plan) {
        this.base = base;
        this.plan = plan;
        this.targets = base.layout().tensors().stream().filter(FactorMethod::isTarget).toList();
    }

    private static boolean isTarget(Tensor tensor) {
        return tensor.name().endsWith("k_proj.weight") || tensor.name().endsWith("v_proj.weight") || tensor.name().endsWith(DOWN);
    }

    /** Factors of a target: one for each input of the down projection, one for each output of another. */
    private static int count(Tensor target) {
        return target.name().endsWith(DOWN) ? target.columns() : target.rows();
    }

    @Override
    public Stage stage(int index, float[] before) {
        float[] ones = new float[size()];
        Arrays.fill(ones, 1);
        return new Stage(this, base.weights(), ones, plan.rate());
    }

    @Override
    public int size() {
        return targets.stream().mapToInt(FactorMethod::count).sum();
    }

    @Override
    public Modification modification(NDArray parameters) {
        long[] cuts = new long[targets.size() - 1];
        long at = 0;
        for (int i = 0; i < cuts.length; i++) {
            at += count(targets.get(i));
            cuts[i] = at;
        }
        NDList factors = parameters.split(cuts, 0);
        return new Modification() {
            @Override
            public NDArray weight(Block block, NDArray weight) {
                if (block.tensors().stream().noneMatch(targets::contains)) {
                    return weight;
                }
                NDList parts = new NDList();
                for (Tensor tensor : block.tensors()) {
                    int place = targets.indexOf(tensor);
                    parts.add(place < 0 ? parameters.getManager().ones(new Shape(tensor.rows(), 1))
                            : factors.get(place).reshape(tensor.name().endsWith(DOWN) ? new Shape(1, tensor.columns())
                                    : new Shape(tensor.rows(), 1)));
                }
                return weight.mul(parts.size() == 1 ? parts.getFirst()
                        : parts.getFirst().getNDArrayInternal().concat(parts.subNDList(1), 0));
            }
        };
    }

    @Override
    public Result result(float[] parameters, float[] before) {
        ObjectNode config = JsonMapper.shared().createObjectNode();
        config.put("peft_type", "IA3").put("task_type", "CAUSAL_LM").put("inference_mode", true)
                .put("fan_in_fan_out", false).put("init_ia3_weights", true).putNull("modules_to_save");
        config.putArray("target_modules").add("k_proj").add("v_proj").add("down_proj");
        config.putArray("feedforward_modules").add("down_proj");
        List<Named> tensors = new ArrayList<>();
        int at = 0;
        for (Tensor target : targets) {
            float[] factors = Arrays.copyOfRange(parameters, at, at + count(target));
            int[] shape = target.name().endsWith(DOWN) ? new int[] {1, factors.length} : new int[] {factors.length, 1};
            tensors.add(Named.floats(LoraMethod.peft(target) + ".ia3_l", factors, shape));
            at += factors.length;
        }
        return new Result(parameters.length, config, tensors);
    }
}
