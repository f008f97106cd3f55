package io.sluice.registry.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.registry.testing.PeftFolder;
import io.sluice.registry.testing.PeftFolder.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterFolderTest {

    private static final String Q = "base_model.model.model.layers.0.self_attn.q_proj.lora_";

    @TempDir
    private Path temporary;

    @Test
    void aLoraIsDescribed() throws IOException {
        assertThat(read(PeftFolder.lora(1))).isEqualTo(new Reading.Sound("lora", 64, 2, 4.0, false, null,
                List.of(new AdapterManifest.Target("self_attn.q_proj", List.of(0, 1), 8, 8)), "sluice-large"));
    }

    @Test
    void aSoftPromptIsDescribed() throws IOException {
        assertThat(read(PeftFolder.softPrompt(1)))
                .isEqualTo(new Reading.Sound("soft-prompt", 32, null, null, null, 4,
                        List.of(new AdapterManifest.Target("prompt_embeddings", List.of(), 8, 4)), "sluice-large"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"use_dora\":true", "\"modules_to_save\":[\"lm_head\"]", "\"rank_pattern\":{\"q\":4}", "\"bias\":\"all\"",
        "\"fan_in_fan_out\":true", "\"layer_replication\":[[0,1]]"})
    void variantsThatAreMoreThanTheProductAreRefusedByTheirField(String field) throws IOException {
        String name = field.substring(1, field.indexOf('"', 1));
        PeftFolder folder = PeftFolder.lora(1).with(PeftFolder.CONFIG,
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4," + field + "}");

        assertThat(read(folder)).isInstanceOfSatisfying(Reading.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo("unsupported_variant");
            assertThat(refused.field()).isEqualTo(name);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"r\":2|\"r\":3|rank_mismatch|r", "\"r\":2|\"r\":0|invalid_value|r", "\"r\":2|\"r\":2.5|invalid_value|r",
        "\"lora_alpha\":4|\"lora_alpha\":-4|invalid_value|lora_alpha", "LORA|LOKR|unsupported_kind|peft_type",
        "[\"q_proj\"]|[\"k_proj\",\"proj\"]|target_mismatch|target_modules", "[\"q_proj\"]|[]|target_mismatch|target_modules",
        "\"r\":2|\"r\":2,\"r\":4|invalid_json|adapter_config.json", "{\"peft|[\"peft|invalid_json|adapter_config.json"})
    void faultsOfAConfigurationNameTheirField(String fault) throws IOException {
        String[] parts = fault.split("\\|");

        assertRefused(PeftFolder.lora(1).config(parts[0], parts[1]), parts[2], parts[3]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"v_proj\",\"self_attn.q_proj\"]", "[\"model.layers.0.self_attn.q_proj\",\"layers.1.self_attn.q_proj\"]",
        "\".*q_proj\"", "\"all-linear\"", "null"})
    void modulesMayBeNamedAsPeftNamesThem(String modules) throws IOException {
        assertThat(read(PeftFolder.lora(1).config("[\"q_proj\"]", modules))).isInstanceOf(Reading.Sound.class);
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        assertRefused(PeftFolder.lora(1).without(PeftFolder.CONFIG), "missing_file", PeftFolder.CONFIG);
        assertRefused(PeftFolder.lora(1).without(PeftFolder.WEIGHTS), "missing_file", PeftFolder.WEIGHTS);
    }

    @Test
    void tensorsThatNobodyWouldApplyAreRefused() throws IOException {
        Tensor down = new Tensor(Q + "A.weight", new int[] {2, 8}, new float[16]);
        Tensor up = new Tensor(Q + "B.weight", new int[] {8, 2}, new float[16]);
        Tensor head = new Tensor("base_model.model.lm_head.lora_A.weight", new int[] {2, 8}, new float[16]);

        assertRefused(lora(down, up, head), "unsupported_target", head.name());
        assertRefused(lora(down), "incomplete_weights", PeftFolder.WEIGHTS);
        assertRefused(lora(down, new Tensor(up.name(), new int[] {4, 4}, new float[16])), "rank_mismatch", "r");
        assertThat(read(lora(down, up))).isInstanceOf(Reading.Sound.class);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void numbersThatAreNotFiniteAreRefused(float bad) throws IOException {
        float[] values = new float[32];
        values[31] = bad;
        PeftFolder folder = PeftFolder.softPrompt(1).with(PeftFolder.WEIGHTS,
                PeftFolder.safetensors(List.of(new Tensor("prompt_embeddings", new int[] {4, 8}, values))));

        assertThat(assertRefused(folder, "damaged_weights", PeftFolder.WEIGHTS).message()).contains("1 numbers that are not finite");
    }

    @Test
    void softPromptsOfAnotherLengthOrWidthAreRefused() throws IOException {
        assertRefused(PeftFolder.softPrompt(1).config("tokens\":4", "tokens\":5"), "rank_mismatch", "num_virtual_tokens");
        assertRefused(PeftFolder.softPrompt(1).config("dim\":8", "dim\":16"), "wrong_shape", "token_dim");
    }

    @Test
    void damagedWeightFilesAreRefused() throws IOException {
        byte[] whole = PeftFolder.lora(1).files().get(PeftFolder.WEIGHTS);

        assertDamaged(Arrays.copyOf(whole, whole.length - 1));
        assertDamaged(Arrays.copyOf(whole, whole.length + 1));
        assertDamaged(Arrays.copyOf(whole, 4));
        assertDamaged(header(Long.MAX_VALUE, "{}"));
        assertDamaged(header(101L << 20, "{}"));
        assertDamaged(header("{"));
        assertDamaged(header("{}"));
        assertDamaged(header("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"));
        assertDamaged(header("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}"));
        assertDamaged(header("{\"a\":{\"dtype\":\"I64\",\"shape\":[0],\"data_offsets\":[0,0]}}"));
        assertDamaged(header("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}"));
        assertDamaged(header("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,-4]}}"));
        assertDamaged(header("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}\0\0\0\0"));
    }

    private void assertDamaged(byte[] weights) throws IOException {
        assertRefused(PeftFolder.lora(1).with(PeftFolder.WEIGHTS, weights), "damaged_weights", PeftFolder.WEIGHTS);
    }

    private static byte[] header(String json) {
        return header(json.replace("\0", "").length(), json);
    }

    private static byte[] header(long length, String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text).array();
    }

    private static PeftFolder lora(Tensor... tensors) {
        return PeftFolder.lora(1).with(PeftFolder.WEIGHTS, PeftFolder.safetensors(List.of(tensors)));
    }

    private Reading.Refused assertRefused(PeftFolder folder, String code, String field) throws IOException {
        Reading reading = read(folder);
        assertThat(reading).isInstanceOf(Reading.Refused.class);
        Reading.Refused refused = (Reading.Refused) reading;
        assertThat(List.of(refused.code(), refused.field())).as(refused.message()).isEqualTo(List.of(code, field));
        return refused;
    }

    private Reading read(PeftFolder folder) throws IOException {
        Path place = Files.createTempDirectory(temporary, "adapter");
        for (Map.Entry<String, byte[]> file : folder.files().entrySet()) {
            Files.write(place.resolve(file.getKey()), file.getValue());
        }
        return AdapterFolder.read(place);
    }
}
