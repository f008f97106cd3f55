package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.WeightHook;
import io.sluice.inference.fixture.SafetensorsWriter;
import io.sluice.inference.fixture.SafetensorsWriter.Matrix;
import io.sluice.inference.fixture.SafetensorsWriter.Type;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MergedLoraTest {

    private static final int[] TOKENS = IntStream.range(0, 40).map(i -> i * i * 7 % 280).toArray();

    @TempDir
    private Path base;
    @TempDir
    private Path adapter;

    private final RandomLora drawn = RandomLora.draw(3, 4);
    private final Map<String, Matrix> lora = drawn.tensors();

    private WeightHook hook(String fields) throws IOException {
        return AdapterFiles.lora(drawn.writeTo(adapter, fields));
    }

    private static float[][] logits(Path folder, List<WeightHook> hooks) {
        try (LanguageModel model = ModelLoader.load(folder, "tiny", hooks); KvCache cache = model.allocate(TOKENS.length)) {
            return Arrays.stream(model.forward(List.of(new Segment(cache, TOKENS, Logits.ALL))).getFirst())
                    .map(float[]::clone).toArray(float[][]::new);
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void ofZerosLeavesEveryBit(Type type) throws IOException {
        lora.replaceAll((name, matrix) -> name.contains("lora_B")
                ? new Matrix(matrix.shape(), new float[matrix.values().length]) : matrix);
        TinyModelFolder.llama().type(type).writeTo(base);
        assertThat(logits(base, List.of(hook("")))).isDeepEqualTo(logits(base, List.of()));
    }

    /** Merging commutes with storing but for one rounding: 2^-24 of a weight in F32, 2^-9 in BF16. */
    @ParameterizedTest
    @CsvSource({"F32, 2e-4", "F16, 2e-4", "BF16, 0.1"})
    void isTheProductAddedToTheWeights(Type type, double tolerance) throws IOException {
        TinyModelFolder files = TinyModelFolder.llama().type(type);
        double[][] expected = new DoublePrecisionLlama(drawn.mergedInto(files.storedWeights(), 2), 2, 4, 2, 16, 10_000, 1e-5,
                f -> f, _ -> 1 << 20).logits(TOKENS);
        float[][] logits = logits(files.writeTo(base), List.of(hook("")));
        double moved = 0;
        float[][] before = logits(base, List.of());
        for (int t = 0; t < TOKENS.length; t++) {
            for (int i = 0; i < logits[t].length; i++) {
                assertThat((double) logits[t][i]).isCloseTo(expected[t][i],
                        within(tolerance * (1 + Math.abs(expected[t][i]))));
                moved = Math.max(moved, Math.abs(logits[t][i] - before[t][i]));
            }
        }
        assertThat(moved).isGreaterThan(1);
    }

    @Test
    void equalsTheModelThatWasStoredMerged(@TempDir Path stored) throws IOException {
        TinyModelFolder.llama().writeTo(base);
        TinyModelFolder.llama().writeTo(stored);
        SafetensorsWriter.write(stored.resolve("model.safetensors"),
                drawn.mergedInto(TinyModelFolder.llama().weights(), 6 / Math.sqrt(3)), Type.F32);
        float[][] merged = logits(base, List.of(hook(", 'use_rslora': true")));
        float[][] reference = logits(stored, List.of());
        for (int t = 0; t < merged.length; t++) {
            assertThat(merged[t]).containsExactly(reference[t], within(1e-4f));
        }
    }

    @Test
    void changesTheDigestAndIsNotComparedWithTheBaseModelsReference() throws IOException {
        TinyModelFolder.llama().writeTo(base);
        Files.writeString(base.resolve("reference.json"), "{\"version\": 7}");
        WeightHook hook = hook("");
        try (LanguageModel merged = ModelLoader.load(base, "tiny", List.of(hook))) {
            assertThat(merged.selfChecked()).isFalse();
            Files.delete(base.resolve("reference.json"));
            try (LanguageModel plain = ModelLoader.load(base, "tiny");
                    LanguageModel again = ModelLoader.load(base, "tiny", List.of(hook(", 'lora_dropout': 0.1")))) {
                assertThat(merged.info().digest()).hasSize(64).isNotEqualTo(plain.info().digest())
                        .isNotEqualTo(again.info().digest());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        ", 'use_dora': true| asks for use_dora",
        ", 'fan_in_fan_out': true| asks for fan_in_fan_out",
        ", 'modules_to_save': ['lm_head']| asks for modules_to_save",
        ", 'rank_pattern': {'q_proj': 4}| asks for rank_pattern",
        ", 'alpha_pattern': {'q_proj': 4}| asks for alpha_pattern",
        ", 'bias': 'all'| asks for the bias all",
        ", 'r': 0| needs r as a whole number",
        ", 'r': 4| that is not of rank 4",
        ", 'lora_alpha': -1| needs lora_alpha as a number above 0",
        ", 'peft_type': 'IA3'| has the peft_type IA3"})
    void refusesWhatItCannotApplyExactly(String fields, String why) {
        assertThatThrownBy(() -> hook(fields)).isInstanceOf(ModelRefusedException.class).hasMessageContaining(why);
    }

    @Test
    void takesTheFieldsThatPeftWritesForAPlainLora() throws IOException {
        assertThat(hook(", 'modules_to_save': null, 'rank_pattern': {}, 'alpha_pattern': {}, 'use_dora': false,"
                + " 'target_modules': ['q_proj'], 'task_type': 'CAUSAL_LM'").tensors()).hasSize(14);
    }

    @Test
    void refusesTensorsThatTheModelHasNot() throws IOException {
        TinyModelFolder.llama().layers(1).writeTo(base);
        refuses("an adapter changes model.layers.1.mlp.down_proj.weight, which is no projection of the model");
        TinyModelFolder.llama().mlpWidth(80).writeTo(base);
        refuses("is [96, 64], and the model's [80, 64]");
        TinyModelFolder.llama().writeTo(base);
        lora.remove("base_model.model.model.layers.0.mlp.up_proj.lora_B.weight");
        refuses("an A without its B");
        lora.clear();
        lora.put("base_model.model.lm_head.lora_A.weight", new Matrix(new int[] {3, 64}, new float[192]));
        refuses("holds base_model.model.lm_head.lora_A.weight, which is no LoRA of");
    }

    private void refuses(String why) {
        assertThatThrownBy(() -> logits(base, List.of(hook(""))))
                .isInstanceOf(ModelRefusedException.class).hasMessageContaining(why);
    }
}
