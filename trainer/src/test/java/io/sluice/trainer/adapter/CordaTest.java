package io.sluice.trainer.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.trainer.adapter.AdapterPlan.Settings;
import io.sluice.trainer.export.SafeTensors;
import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CordaTest {

    private static final Path SMALL = Path.of("..", "models", "sluice-small");
    private static final int[] TOKENS = {0, 3, 60, 70, 80, 90, 4};
    private static final AdapterPlan PLAN =
            new AdapterPlan(AdapterKind.LORA, 4, 4, 1e-2, 0.5, 3, new Settings(2, 6, true, 3, 2, 0.01));

    @TempDir
    Path folder;

    /** The largest differences that a component of lower rank may make are those of the weight itself. */
    @Test
    void allComponentsAreTheWeight() {
        DMatrixRMaj weight = RandomMatrices_DDRM.rectangle(5, 7, -1, 1, new Random(1));
        DMatrixRMaj inputs = RandomMatrices_DDRM.rectangle(20, 7, -1, 1, new Random(2));
        DMatrixRMaj covariance = new DMatrixRMaj(7, 7);
        CommonOps_DDRM.multTransA(inputs, inputs, covariance);
        PrincipalStart start = PrincipalStart.of(weight, covariance, 5);
        DMatrixRMaj product = new DMatrixRMaj(5, 7);
        CommonOps_DDRM.mult(start.b(), start.a(), product);
        for (int i = 0; i < weight.data.length; i++) {
            assertThat(product.data[i]).isCloseTo(weight.data[i], within(1e-10));
        }
    }

    /** Eckart and Young with the metric of the inputs: fewer components keep more of the outputs than plain ones do. */
    @Test
    void componentsKeepWhatTheInputsUse() {
        Random random = new Random(3);
        DMatrixRMaj weight = RandomMatrices_DDRM.rectangle(6, 8, -1, 1, random);
        // Two directions carry nearly all of the inputs.
        DMatrixRMaj inputs = RandomMatrices_DDRM.rectangle(50, 8, -0.05, 0.05, random);
        for (int row = 0; row < 50; row++) {
            inputs.add(row, 0, random.nextGaussian());
            inputs.add(row, 5, random.nextGaussian());
        }
        DMatrixRMaj covariance = new DMatrixRMaj(8, 8);
        CommonOps_DDRM.multTransA(inputs, inputs, covariance);
        DMatrixRMaj even = CommonOps_DDRM.identity(8);
        assertThat(lost(weight, inputs, PrincipalStart.of(weight, covariance, 2)))
                .isLessThan(0.3 * lost(weight, inputs, PrincipalStart.of(weight, even, 2)));
    }

    private static double lost(DMatrixRMaj weight, DMatrixRMaj inputs, PrincipalStart start) {
        DMatrixRMaj rest = new DMatrixRMaj(weight.numRows, weight.numCols);
        CommonOps_DDRM.mult(start.b(), start.a(), rest);
        CommonOps_DDRM.subtract(weight, rest, rest);
        DMatrixRMaj outputs = new DMatrixRMaj(inputs.numRows, weight.numRows);
        CommonOps_DDRM.multTransB(inputs, rest, outputs);
        return NormOps_DDRM.normF(outputs);
    }

    @Test
    void beforeTrainingTheModelIsTheBase() throws IOException {
        Base base = Base.read(SMALL);
        try (Tokenizer tokenizer = Tokenizer.load(SMALL);
                AdapterRun run = AdapterRun.start(base, PLAN, AdapterData.ofSkill("min", 1, 40, 1), tokenizer);
                LlamaModel bare = LlamaModel.of(base.shape(), base.weights())) {
            float[][] expected = bare.logits(TOKENS);
            float[][] logits = run.model().logits(TOKENS);
            for (int t = 0; t < TOKENS.length; t++) {
                assertThat(logits[t]).containsExactly(expected[t], within(1e-4f));
            }
            assertThat(run.result().tensors()).noneMatch(tensor -> tensor.name().endsWith("lora_B.weight")
                    && java.util.Arrays.equals(floats(tensor), new float[floats(tensor).length]));
        }
    }

    private static float[] floats(Named tensor) {
        try {
            return tensor.floats();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFileMakesTheModelThatWasTrainedOfThePlainBase() throws IOException {
        Base base = Base.read(SMALL);
        AdapterData data = AdapterData.ofSkill("min", 1, 40, 1);
        float[][] trained;
        try (Tokenizer tokenizer = Tokenizer.load(SMALL);
                AdapterRun run = AdapterRun.start(base, PLAN, data, tokenizer)) {
            run.train(4, (step, loss, speed) -> {});
            trained = run.model().logits(TOKENS);
            AdapterFolder.write(folder, base, PLAN, data, run,
                    new Accuracy(new Scores(), new Scores(), new Scores(), new Scores()), "test");
        }
        Map<String, Named> tensors = SafeTensors.read(folder.resolve("adapter_model.safetensors")).tensors();
        float[] weights = base.weights().clone();
        for (Tensor target : LoraMethod.targets(base)) {
            float[] a = tensors.get(LoraMethod.peft(target) + ".lora_A.weight").floats();
            float[] b = tensors.get(LoraMethod.peft(target) + ".lora_B.weight").floats();
            for (int i = 0; i < target.size(); i++) {
                for (int k = 0; k < 4; k++) {
                    weights[target.offset() + i] += 12f / 4
                            * b[i / target.columns() * 4 + k] * a[k * target.columns() + i % target.columns()];
                }
            }
        }
        try (LlamaModel model = LlamaModel.of(base.shape(), weights)) {
            float[][] logits = model.logits(TOKENS);
            for (int t = 0; t < TOKENS.length; t++) {
                assertThat(logits[t]).containsExactly(trained[t], within(1e-4f));
            }
        }
    }
}
