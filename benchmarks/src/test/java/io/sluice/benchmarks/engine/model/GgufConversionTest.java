package io.sluice.benchmarks.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.sluice.inference.quantization.BlockFormat;
import io.sluice.inference.quantization.ModelQuantizer;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufConversionTest {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    @TempDir
    private Path folder;

    private final ModelShape shape = Shapes.small();

    @BeforeEach
    void writeModel() throws IOException {
        RandomModelFolder.write(shape, 1, folder.resolve("bf16"));
    }

    private GgufFile converted(String name) throws IOException {
        GgufConversion.convert(folder.resolve(name), folder.resolve(name + ".gguf"));
        return new GgufFile(folder.resolve(name + ".gguf"));
    }

    @Test
    void describesTheModel() throws IOException {
        GgufFile file = converted("bf16");
        assertThat(file.metadata).contains(entry("general.architecture", "llama"), entry("llama.block_count", 2),
                entry("llama.embedding_length", 64), entry("llama.feed_forward_length", 96),
                entry("llama.attention.head_count", 4), entry("llama.attention.head_count_kv", 2),
                entry("llama.rope.dimension_count", 16), entry("llama.rope.freq_base", 10_000f),
                entry("llama.attention.layer_norm_rms_epsilon", 1e-5f), entry("tokenizer.ggml.model", "gpt2"),
                entry("tokenizer.ggml.bos_token_id", 0), entry("tokenizer.ggml.eos_token_id", 1));
        assertThat((List<?>) file.metadata.get("tokenizer.ggml.tokens")).hasSize(320);
        assertThat((List<?>) file.metadata.get("tokenizer.ggml.merges")).hasSize(320 - 256 - 5);
        assertThat((List<?>) file.metadata.get("tokenizer.ggml.token_type")).hasSize(320);
        assertThat(file.tensors).hasSize(2 + 9 * 2 + 1);
    }

    @Test
    void putsTheDivisorsOfTheFrequenciesBeside() throws IOException {
        GgufFile.Tensor divisors = converted("bf16").tensors.get("rope_freqs.weight");
        float[] expected = java.util.Objects.requireNonNull(shape.stretch()).divisors(10_000, 16);
        assertThat(divisors.sizes()).containsExactly(8);
        for (int i = 0; i < expected.length; i++) {
            assertThat(divisors.data().getFloat(i * 4)).isEqualTo(expected[i]);
        }
    }

    @Test
    void keepsBrainFloatsAndWidensNorms() throws IOException {
        GgufFile file = converted("bf16");
        try (SafetensorsFile source = new SafetensorsFile(folder.resolve("bf16/model.safetensors"))) {
            GgufFile.Tensor down = file.tensors.get("blk.1.ffn_down.weight");
            assertThat(down.type()).isEqualTo(30);
            assertThat(down.sizes()).containsExactly(96, 64);
            SafetensorsFile.Tensor from = source.tensor("model.layers.1.mlp.down_proj.weight");
            for (int i = 0; i < 96 * 64; i++) {
                assertThat(down.data().getShort(i * 2)).isEqualTo(from.data().get(SHORT, i * 2L));
            }
            GgufFile.Tensor norm = file.tensors.get("output_norm.weight");
            assertThat(norm.type()).isZero();
            short first = source.tensor("model.norm.weight").data().get(SHORT, 0);
            assertThat(norm.data().getFloat(0)).isEqualTo(Float.intBitsToFloat(first << 16));
        }
    }

    @Test
    void interleavesTheHalvesOfQueryAndKeyHeads() throws IOException {
        GgufFile file = converted("bf16");
        try (SafetensorsFile source = new SafetensorsFile(folder.resolve("bf16/model.safetensors"))) {
            for (String name : List.of("q", "k")) {
                GgufFile.Tensor to = file.tensors.get("blk.0.attn_" + name + ".weight");
                SafetensorsFile.Tensor from = source.tensor("model.layers.0.self_attn." + name + "_proj.weight");
                for (int head = 0; head < from.rows() / 16; head++) {
                    for (int i = 0; i < 8; i++) {
                        // Pair i of a head is rows i and i + 8 there, and rows 2i and 2i + 1 here.
                        assertThat(to.data().getShort((head * 16 + 2 * i) * 64 * 2)).isEqualTo(from.data().get(SHORT, (head * 16 + i) * 64 * 2L));
                        assertThat(to.data().getShort((head * 16 + 2 * i + 1) * 64 * 2))
                                .isEqualTo(from.data().get(SHORT, (head * 16 + i + 8) * 64 * 2L));
                    }
                }
            }
        }
    }

    @Test
    void takesOverTheIntegersAndScalesOfQuantisedWeights() throws IOException {
        for (BlockFormat format : BlockFormat.values()) {
            String name = format.name().toLowerCase(java.util.Locale.ROOT);
            new ModelQuantizer(format, (number, count, tensor, sizes, from, error) -> { })
                    .quantize(folder.resolve("bf16"), folder.resolve(name));
            int integers = format == BlockFormat.Q4_0 ? 16 : 32;
            GgufFile file = converted(name);
            GgufFile.Tensor to = file.tensors.get("blk.0.ffn_gate.weight");
            assertThat(to.type()).isEqualTo(format == BlockFormat.Q4_0 ? 2 : 8);
            assertThat(file.tensors.get("output.weight").type()).isEqualTo(to.type());
            assertThat(file.tensors.get("token_embd.weight").type()).isEqualTo(30);
            try (SafetensorsFile source = new SafetensorsFile(folder.resolve(name + "/model.safetensors"))) {
                ByteBuffer from = source.tensor("model.layers.0.mlp.gate_proj.weight").data().asByteBuffer();
                ByteBuffer scales = source.tensor("model.layers.0.mlp.gate_proj.weight.qb").data().asByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
                for (int block = 0; block < 96 * 2; block++) {
                    int at = block * (integers + 2);
                    assertThat(Float.float16ToFloat(to.data().getShort(at))).isEqualTo(scales.getFloat(block * 4));
                    for (int i = 0; i < integers; i++) {
                        assertThat(to.data().get(at + 2 + i)).isEqualTo(from.get(block * integers + i));
                    }
                }
            }
        }
    }
}
