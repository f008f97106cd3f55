package io.sluice.trainer.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.export.SafeTensors;
import io.sluice.trainer.export.SafeTensors.Named;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files, name by name, and that another reader of them comes to the model that was trained. */
class AdapterFolderTest {

    private static final Path SMALL = Path.of("..", "models", "sluice-small");
    private static final int[] TOKENS = {0, 3, 60, 70, 80, 90, 4};

    static Base base;
    static Tokenizer tokenizer;

    @TempDir
    Path folder;

    private float[] logits;

    @BeforeAll
    static void read() throws IOException {
        base = Base.read(SMALL);
        tokenizer = Tokenizer.load(SMALL);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private Map<String, Named> train(AdapterKind kind) throws IOException {
        AdapterPlan plan = AdapterRunTest.plan(kind, 4, 3);
        AdapterData data = AdapterData.ofSkill("min", 1, 40, 5);
        try (AdapterRun run = AdapterRun.start(base, plan, data, tokenizer)) {
            run.train(4, (step, loss, speed) -> {});
            float[][] all = run.model().logits(TOKENS);
            logits = all[all.length - 1];
            AdapterFolder.write(folder, base, plan, data, run,
                    new Accuracy(new Scores(), new Scores(), new Scores(), new Scores()), "1+abc");
        }
        return SafeTensors.read(folder.resolve("adapter_model.safetensors")).tensors();
    }

    private JsonNode json(String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(folder.resolve(file)));
    }

    /** The whole set of keys that PEFT's LoraConfig with these target modules saves for a Llama model. */
    @Test
    void aLoraHasPeftsKeysAndShapes() throws IOException {
        Map<String, Named> tensors = train(AdapterKind.LORA);
        Set<String> expected = new HashSet<>();
        for (int layer = 0; layer < base.shape().layers(); layer++) {
            for (String module : List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
                    "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj")) {
                String name = "base_model.model.model.layers." + layer + "." + module;
                expected.add(name + ".lora_A.weight");
                expected.add(name + ".lora_B.weight");
            }
        }
        assertThat(tensors.keySet()).isEqualTo(expected);
        assertThat(tensors.get("base_model.model.model.layers.1.self_attn.k_proj.lora_A.weight").shape()).containsExactly(2, 64);
        assertThat(tensors.get("base_model.model.model.layers.1.self_attn.k_proj.lora_B.weight").shape()).containsExactly(32, 2);
        assertThat(tensors.get("base_model.model.model.layers.0.mlp.down_proj.lora_A.weight").shape()).containsExactly(2, 128);
        assertThat(tensors.get("base_model.model.model.layers.0.mlp.down_proj.lora_B.weight").shape()).containsExactly(64, 2);
        JsonNode config = json("adapter_config.json");
        assertThat(config.path("peft_type").asString()).isEqualTo("LORA");
        assertThat(config.path("task_type").asString()).isEqualTo("CAUSAL_LM");
        assertThat(config.path("base_model_name_or_path").asString()).isEqualTo("sluice-small");
        assertThat(config.path("r").asInt()).isEqualTo(2);
        assertThat(config.path("lora_alpha").asDouble()).isEqualTo(4);
        assertThat(config.path("bias").asString()).isEqualTo("none");
        assertThat(config.path("target_modules")).hasSize(7);
        assertThat(Files.list(folder).map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder("adapter_config.json", "adapter_model.safetensors", "sluice.json", "README.md");
    }

    @Test
    void theFileOfALoraMakesTheModelThatWasTrained() throws IOException {
        Map<String, Named> tensors = train(AdapterKind.LORA);
        float[] weights = base.weights().clone();
        for (Tensor target : LoraMethod.targets(base)) {
            String name = "base_model.model." + target.name().replace(".weight", "");
            float[] a = tensors.get(name + ".lora_A.weight").floats();
            float[] b = tensors.get(name + ".lora_B.weight").floats();
            for (int row = 0; row < target.rows(); row++) {
                for (int column = 0; column < target.columns(); column++) {
                    weights[target.offset() + row * target.columns() + column] += 2 * (b[2 * row] * a[column]
                            + b[2 * row + 1] * a[target.columns() + column]);
                }
            }
        }
        requireLogits(weights);
    }

    @Test
    void theFileOfASparseDeltaHoldsFewWeightsAndMakesTheModelThatWasTrained() throws IOException {
        Map<String, Named> tensors = train(AdapterKind.LT_SFT);
        float[] weights = base.weights().clone();
        int count = 0;
        for (Tensor tensor : base.layout().tensors()) {
            Named indices = tensors.get(tensor.name() + ".indices");
            if (indices == null) {
                continue;
            }
            assertThat(indices.dtype()).isEqualTo("I32");
            var at = indices.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
            for (float value : tensors.get(tensor.name() + ".values").floats()) {
                weights[tensor.offset() + at.get()] += value;
                count++;
            }
        }
        assertThat(count).isPositive().isLessThanOrEqualTo((int) (0.01 * weights.length));
        assertThat(json("sluice.json").path("metrics").path("parameters").asInt()).isEqualTo(count);
        requireLogits(weights);
    }

    private void requireLogits(float[] weights) {
        try (LlamaModel model = LlamaModel.of(base.shape(), weights)) {
            float[][] all = model.logits(TOKENS);
            assertThat(all[all.length - 1]).containsExactly(logits, within(1e-4f));
        }
    }

    @Test
    void aSoftPromptHasPeftsKeyAndShape() throws IOException {
        Map<String, Named> tensors = train(AdapterKind.SOFT_PROMPT);
        assertThat(tensors.keySet()).containsExactly("prompt_embeddings");
        assertThat(tensors.get("prompt_embeddings").shape()).containsExactly(3, 64);
        JsonNode config = json("adapter_config.json");
        assertThat(config.path("peft_type").asString()).isEqualTo("PROMPT_TUNING");
        assertThat(config.path("num_virtual_tokens").asInt()).isEqualTo(3);
        assertThat(config.path("token_dim").asInt()).isEqualTo(64);
    }

    /** The whole set of keys that PEFT's IA3Config with these target modules saves for a Llama model. */
    @Test
    void factorsHavePeftsKeysAndShapes() throws IOException {
        Map<String, Named> tensors = train(AdapterKind.IA3);
        Set<String> expected = new HashSet<>();
        for (int layer = 0; layer < base.shape().layers(); layer++) {
            for (String module : List.of("self_attn.k_proj", "self_attn.v_proj", "mlp.down_proj")) {
                expected.add("base_model.model.model.layers." + layer + "." + module + ".ia3_l");
            }
        }
        assertThat(tensors.keySet()).isEqualTo(expected);
        assertThat(tensors.get("base_model.model.model.layers.1.self_attn.v_proj.ia3_l").shape()).containsExactly(32, 1);
        assertThat(tensors.get("base_model.model.model.layers.0.mlp.down_proj.ia3_l").shape()).containsExactly(1, 128);
        JsonNode config = json("adapter_config.json");
        assertThat(config.path("peft_type").asString()).isEqualTo("IA3");
        assertThat(config.path("target_modules")).hasSize(3);
        assertThat(config.path("feedforward_modules").get(0).asString()).isEqualTo("down_proj");
    }

    @Test
    void aDecomposedPromptHasItsPairBesideThePrompt() throws IOException {
        Map<String, Named> tensors = train(AdapterKind.DEPT);
        assertThat(tensors.get("prompt_embeddings").shape()).containsExactly(3, 64);
        assertThat(tensors.get("embedding_lora_A").shape()).containsExactly(PromptMethod.POSITIONS, 2);
        assertThat(tensors.get("embedding_lora_B").shape()).containsExactly(2, 64);
    }

    @Test
    void chosenHeadsHaveAFactorAndAnOffsetEach() throws IOException {
        Map<String, Named> tensors = train(AdapterKind.LOFIT);
        assertThat(tensors).hasSize(4);
        assertThat(tensors.keySet()).allMatch(name -> name.matches("model\\.layers\\.[01]\\.self_attn\\.attn_[Av]\\.[0-3]"));
        assertThat(tensors.keySet()).allMatch(name -> tensors.containsKey(name.replace("attn_A", "attn_v")));
        assertThat(tensors.values()).allMatch(tensor -> tensor.shape().length == 1 && tensor.shape()[0] == 16);
    }

    @Test
    void theLineageSaysHowToMakeItAgain() throws IOException {
        train(AdapterKind.LORA);
        JsonNode lineage = json("sluice.json");
        assertThat(lineage.path("base").asString()).isEqualTo("sluice-small");
        assertThat(lineage.path("base_digest").asString()).isEqualTo(base.digest()).hasSize(64);
        assertThat(lineage.path("task").asString()).isEqualTo("min");
        JsonNode training = lineage.path("training");
        assertThat(training.path("seed").asInt()).isEqualTo(3);
        assertThat(training.path("steps").asInt()).isEqualTo(4);
        assertThat(training.path("codeVersion").asString()).isEqualTo("1+abc");
        assertThat(training.path("cpuSeconds").isNumber()).isTrue();
        assertThat(training.path("settings").path("replay").asString()).isEqualTo("0.5");
        JsonNode data = lineage.path("data");
        assertThat(data.path("digest").asString()).isEqualTo(AdapterData.ofSkill("min", 1, 40, 5).digest());
        assertThat(data.path("source").asString()).isEqualTo("tasks --task min --split train --seed 1 --count 40");
        assertThat(data.path("items").asInt()).isEqualTo(40);
        assertThat(Files.readString(folder.resolve("README.md"))).contains(base.digest()).contains("seed 3").contains(
                "./sluice train adapter --base models/sluice-small --task min --examples 40 --steps 4 --seed 3 ");
    }
}
