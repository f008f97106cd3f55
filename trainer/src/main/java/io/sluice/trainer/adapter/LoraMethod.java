package io.sluice.trainer.adapter;

import io.sluice.trainer.adapter.LoraAdaptation.Factors;
import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** LoRA on every projection of every layer, in PEFT's layout. A starts uniform within ±1/√columns, B at zero, as PEFT's. */
final class LoraMethod implements AdapterMethod {

    /** In PEFT's order. */
    static final List<String> PROJECTIONS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    private final Base base;
    private final AdapterPlan plan;
    private final LoraAdaptation adaptation;

    LoraMethod(Base base, AdapterPlan plan) {
        this.base = base;
        this.plan = plan;
        this.adaptation = new LoraAdaptation(targets(base), plan.settings().rank(), plan.settings().alpha());
    }

    static List<Tensor> targets(Base base) {
        return base.layout().tensors().stream().filter(tensor -> tensor.name().endsWith("_proj.weight")).toList();
    }

    @Override
    public Stage stage(int index, float[] before) {
        SplittableRandom random = new SplittableRandom(plan.seed());
        float[] initial = new float[adaptation.size()];
        for (Factors each : adaptation.factors()) {
            double bound = 1 / Math.sqrt(each.target().columns());
            for (int i = each.offset(); i < each.offsetB(); i++) {
                initial[i] = (float) random.nextDouble(-bound, bound);
            }
        }
        return new Stage(adaptation, base.weights(), initial, plan.rate());
    }

    @Override
    public Result result(float[] parameters, float[] before) {
        int rank = plan.settings().rank();
        return new Result(parameters.length, config(rank, plan.settings().alpha()), tensors(parameters));
    }

    static ObjectNode config(int rank, double alpha) {
        ObjectNode config = JsonMapper.shared().createObjectNode();
        config.put("peft_type", "LORA")
                .put("task_type", "CAUSAL_LM")
                .put("inference_mode", true)
                .put("r", rank)
                .put("lora_alpha", alpha)
                .put("lora_dropout", 0.0)
                .put("use_rslora", false)
                .put("use_dora", false)
                .put("fan_in_fan_out", false)
                .put("bias", "none")
                .putNull("modules_to_save")
                .put("init_lora_weights", true);
        PROJECTIONS.forEach(config.putArray("target_modules")::add);
        return config;
    }

    /** The target's name in PEFT's files. */
    static String peft(Tensor target) {
        return "base_model.model." + target.name().substring(0, target.name().length() - ".weight".length());
    }

    private List<Named> tensors(float[] parameters) {
        List<Named> tensors = new ArrayList<>();
        for (Factors each : adaptation.factors()) {
            Tensor target = each.target();
            String name = peft(target);
            tensors.add(Named.floats(name + ".lora_A.weight",
                    Arrays.copyOfRange(parameters, each.offset(), each.offsetB()), each.rank(), target.columns()));
            tensors.add(Named.floats(name + ".lora_B.weight",
                    Arrays.copyOfRange(parameters, each.offsetB(), each.end()), target.rows(), each.rank()));
        }
        return tensors;
    }
}
