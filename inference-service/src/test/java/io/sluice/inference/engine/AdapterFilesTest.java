package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.engine.hook.HeadOffsets;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.SoftPrompt;
import io.sluice.inference.fixture.SafetensorsWriter;
import io.sluice.inference.fixture.SafetensorsWriter.Matrix;
import io.sluice.inference.fixture.SafetensorsWriter.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdapterFilesTest {

    private static final ModelShape SHAPE = new ModelShape(2, 4, 3, 2, 10, 1, 8);

    @TempDir
    private Path folder;

    private Path write(Map<String, Matrix> tensors, Type type) throws IOException {
        Path file = folder.resolve("adapter_model.safetensors");
        SafetensorsWriter.write(file, tensors, type);
        return file;
    }

    private void configure(String json) throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), json.replace('\'', '"'));
    }

    private static Matrix matrix(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 4f - 1;
        }
        return new Matrix(new int[] {rows, columns}, values);
    }

    private static Matrix vector(float... values) {
        return new Matrix(new int[] {values.length}, values);
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void readsASoftPromptOfAnyFloatType(Type type) throws IOException {
        configure("{'peft_type': 'PROMPT_TUNING', 'num_virtual_tokens': 3, 'token_dim': 4}");
        write(Map.of("prompt_embeddings", matrix(3, 4)), type);
        SoftPrompt prompt = AdapterFiles.softPrompt(folder, SHAPE);
        prompt.requireFit(SHAPE);
        assertThat(prompt.tokens(10)).containsExactly(10, 11, 12);
        float[] values = new float[6];
        prompt.extra(2, values, 1);
        assertThat(values).containsExactly(0, 1, 1.25f, 1.5f, 1.75f, 0);
    }

    @Test
    void refusesASoftPromptThatDoesNotFit() throws IOException {
        write(Map.of("prompt_embeddings", matrix(3, 4)), Type.F32);
        refusesPrompt("adapter_config.json is missing");
        configure("{'peft_type': 'LORA'}");
        refusesPrompt("has the peft_type LORA, and expected is PROMPT_TUNING");
        configure("{'peft_type': 'PROMPT_TUNING', 'num_virtual_tokens': 4}");
        refusesPrompt("the shape [3, 4], and the configuration and the model ask for [4, 4]");
        configure("{'peft_type': 'PROMPT_TUNING'}");
        write(Map.of("prompt_embeddings", matrix(3, 5)), Type.F32);
        refusesPrompt("the shape [3, 5]");
        write(Map.of("prompt", matrix(3, 4)), Type.F32);
        refusesPrompt("has to hold one matrix prompt_embeddings and holds [prompt]");
        write(Map.of("prompt_embeddings", vector(Float.NaN)), Type.F32);
        refusesPrompt("element 0 of prompt_embeddings is not a finite number");
        Files.write(folder.resolve("adapter_model.safetensors"), new byte[12]);
        refusesPrompt("adapter_model.safetensors is truncated");
    }

    private void refusesPrompt(String why) {
        assertThatThrownBy(() -> AdapterFiles.softPrompt(folder, SHAPE))
                .isInstanceOf(ModelRefusedException.class).hasMessageContaining(why)
                .message().doesNotContain(folder.toString());
    }

    /** 2 becomes 2 + 2·0.5 + 10, 3 becomes 3 − 3·1 + 20. */
    @Test
    void factorsOfAHeadCountBesideItsOffsets() throws IOException {
        HeadOffsets changes = AdapterFiles.headOffsets(write(Map.of("model.layers.1.self_attn.attn_A.2", vector(0.5f, -1),
                "model.layers.1.self_attn.attn_v.2", vector(10, 20),
                "model.layers.0.self_attn.attn_A.0", vector(1, 0)), Type.F32), SHAPE);
        float[] values = {7, 1, 1, 1, 1, 2, 3};
        changes.heads(1, 0, values, 1);
        assertThat(values).containsExactly(7, 1, 1, 1, 1, 13, 20);
        changes.heads(0, 0, values, 1);
        assertThat(values).containsExactly(7, 2, 1, 1, 1, 13, 20);
        assertThat(changes.bytes()).isEqualTo(4 * 2 * 4);
    }

    @Test
    void readsOffsetsOfHeads() throws IOException {
        HeadOffsets offsets = AdapterFiles.headOffsets(write(Map.of("model.layers.1.self_attn.attn_v.2", vector(5, 6),
                "model.layers.0.self_attn.attn_v.0", vector(-1, -2)), Type.F32), SHAPE);
        offsets.requireFit(SHAPE);
        float[] first = new float[7];
        float[] second = new float[7];
        offsets.heads(0, 9, first, 1);
        offsets.heads(1, 9, second, 1);
        assertThat(first).containsExactly(0, -1, -2, 0, 0, 0, 0);
        assertThat(second).containsExactly(0, 0, 0, 0, 0, 5, 6);
    }

    @ParameterizedTest
    @CsvSource({
        "model.layers.2.self_attn.attn_v.0, 2, 'there is no head 0 in layer 2'",
        "model.layers.0.self_attn.attn_v.3, 2, 'there is no head 3 in layer 0'",
        "model.layers.0.self_attn.attn_v.1, 3, 'has 3 numbers'",
        "model.layers.0.self_attn.attn_B.1, 2, 'and offsets are'",
        "model.layers.99999999999.self_attn.attn_v.1, 2, 'and offsets are'"})
    void refusesOffsetsThatDoNotFit(String name, int length, String why) throws IOException {
        Path file = write(Map.of(name, vector(Arrays.copyOf(new float[] {1, 2, 3, 4}, length))), Type.F32);
        assertThatThrownBy(() -> AdapterFiles.headOffsets(file, SHAPE))
                .isInstanceOf(ModelRefusedException.class).hasMessageContaining(why);
    }
}
