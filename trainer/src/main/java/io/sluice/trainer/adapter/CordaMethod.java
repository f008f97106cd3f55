package io.sluice.trainer.adapter;

import io.sluice.tasks.Task;
import io.sluice.trainer.adapter.LoraAdaptation.Factors;
import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.ParameterLayout.Block;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * LoRA that starts from {@link PrincipalStart}. The frozen weights lack the product they start with, so what is written is
 * B·A − B₀·A₀ on the plain base, as PEFT converts it: a LoRA of twice the rank.
 */
final class CordaMethod implements AdapterMethod {

    private final Base base;
    private final AdapterPlan plan;
    private final LoraAdaptation adaptation;
    private final float[] initial;

    CordaMethod(Base base, AdapterPlan plan, List<Task> examples, Tokenizer tokenizer) {
        this.base = base;
        this.plan = plan;
        this.adaptation = new LoraAdaptation(LoraMethod.targets(base), plan.settings().rank(), plan.settings().alpha());
        this.initial = new float[adaptation.size()];
        InputCovariance inputs = InputCovariance.of(base, examples, tokenizer);
        for (Block block : base.layout().blocks()) {
            for (Tensor tensor : block.tensors()) {
                adaptation.factors().stream()
                        .filter(each -> each.target().name().equals(tensor.name()))
                        .forEach(each -> start(each, inputs.of(block)));
            }
        }
    }

    private double scale() {
        return plan.settings().alpha() / plan.settings().rank();
    }

    private void start(Factors factors, DMatrixRMaj covariance) {
        Tensor target = factors.target();
        DMatrixRMaj weight = new DMatrixRMaj(target.rows(), target.columns());
        for (int i = 0; i < target.size(); i++) {
            weight.data[i] = base.weights()[target.offset() + i];
        }
        PrincipalStart start = PrincipalStart.of(weight, covariance, factors.rank());
        double share = 1 / Math.sqrt(scale());
        for (int i = 0; i < factors.sizeA(); i++) {
            initial[factors.offset() + i] = (float) (share * start.a().data[i]);
        }
        for (int i = 0; i < factors.sizeB(); i++) {
            initial[factors.offsetB() + i] = (float) (share * start.b().data[i]);
        }
    }

    @Override
    public Stage stage(int index, float[] before) {
        float[] rest = base.weights().clone();
        for (Factors each : adaptation.factors()) {
            Tensor target = each.target();
            for (int row = 0; row < target.rows(); row++) {
                for (int column = 0; column < target.columns(); column++) {
                    double product = 0;
                    for (int k = 0; k < each.rank(); k++) {
                        product += (double) initial[each.offsetB() + row * each.rank() + k]
                                * initial[each.offset() + k * target.columns() + column];
                    }
                    rest[target.offset() + row * target.columns() + column] -= (float) (scale() * product);
                }
            }
        }
        return new Stage(adaptation, rest, initial.clone(), plan.rate());
    }

    @Override
    public Result result(float[] parameters, float[] before) {
        List<Named> tensors = new ArrayList<>();
        for (Factors each : adaptation.factors()) {
            Tensor target = each.target();
            int rank = each.rank();
            float[] a = Arrays.copyOf(
                    Arrays.copyOfRange(parameters, each.offset(), each.offsetB()), 2 * each.sizeA());
            System.arraycopy(initial, each.offset(), a, each.sizeA(), each.sizeA());
            float[] b = new float[2 * each.sizeB()];
            for (int row = 0; row < target.rows(); row++) {
                for (int k = 0; k < rank; k++) {
                    b[row * 2 * rank + k] = parameters[each.offsetB() + row * rank + k];
                    b[row * 2 * rank + rank + k] = -initial[each.offsetB() + row * rank + k];
                }
            }
            String name = LoraMethod.peft(target);
            tensors.add(Named.floats(name + ".lora_A.weight", a, 2 * rank, target.columns()));
            tensors.add(Named.floats(name + ".lora_B.weight", b, target.rows(), 2 * rank));
        }
        return new Result(parameters.length,
                LoraMethod.config(2 * plan.settings().rank(), 2 * plan.settings().alpha()), tensors);
    }
}
