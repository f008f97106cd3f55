package io.sluice.benchmarks.engine.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a {@code LlamaForCausalLM} folder as a GGUF file (version 3, architecture {@code llama}) with the same numbers:
 * BF16 and F32 matrices as they are, quantised ones block by block with the same integers and scales, vectors as F32.
 *
 * <p>llama.cpp turns neighbouring pairs of a head's values, Hugging Face's weights turn value i with value i + half; so
 * the rows of each query and key head are interleaved. Its scaling of the frequencies comes as a tensor of divisors.
 */
public final class GgufConversion {

    private static final int MAGIC = 0x4655_4747;
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int BUFFER = 8 << 20;
    private static final String SCALES = ".qb";
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)\\.weight");
    private static final Map<String, String> LAYER_NAMES = Map.of(
            "input_layernorm", "attn_norm", "self_attn.q_proj", "attn_q", "self_attn.k_proj", "attn_k",
            "self_attn.v_proj", "attn_v", "self_attn.o_proj", "attn_output", "post_attention_layernorm", "ffn_norm",
            "mlp.gate_proj", "ffn_gate", "mlp.up_proj", "ffn_up", "mlp.down_proj", "ffn_down");
    private static final Map<String, String> NAMES = Map.of("model.embed_tokens.weight", "token_embd.weight",
            "model.norm.weight", "output_norm.weight", "lm_head.weight", "output.weight");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A tensor of the GGUF file; {@code heads} is above 0 where rows are interleaved. */
    private record Output(String name, GgufType type, SafetensorsFile.Tensor source, @Nullable MemorySegment scales,
            int heads) {

        boolean vector() {
            return source.shape().length == 1;
        }

        long bytes() {
            return type.rowBytes(source.columns()) * source.rows();
        }
    }

    private final JsonNode config;
    private final Path folder;
    private final SafetensorsFile file;

    private GgufConversion(Path folder, SafetensorsFile file) throws IOException {
        this.folder = folder;
        this.file = file;
        this.config = JSON.readTree(Files.readString(folder.resolve("config.json")));
    }

    /** @throws IllegalArgumentException when the folder holds what this conversion can't express */
    public static void convert(Path folder, Path target) throws IOException {
        try (SafetensorsFile file = new SafetensorsFile(folder.resolve("model.safetensors")); Arena arena = Arena.ofConfined()) {
            new GgufConversion(folder, file).write(target, arena);
        }
    }

    private void write(Path target, Arena arena) throws IOException {
        List<Output> outputs = outputs(arena);
        byte[] metadata = metadata(outputs);
        byte[] directory = directory(outputs);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            RandomModelFolder.writeFully(out, ByteBuffer.wrap(metadata));
            RandomModelFolder.writeFully(out, ByteBuffer.wrap(directory));
            pad(out);
            for (Output output : outputs) {
                write(output, out, buffer);
                pad(out);
            }
        }
    }

    private List<Output> outputs(Arena arena) {
        List<Output> outputs = new ArrayList<>();
        for (Map.Entry<String, SafetensorsFile.Tensor> entry : file.tensors().entrySet()) {
            String name = entry.getKey();
            if (name.endsWith(SCALES)) {
                continue;
            }
            SafetensorsFile.Tensor tensor = entry.getValue();
            GgufType type = tensor.shape().length == 1 ? GgufType.F32 : GgufType.of(tensor.type());
            MemorySegment scales = type.hasScales() ? file.tensor(name + SCALES).data() : null;
            int heads = name.endsWith("q_proj.weight") ? config.path("num_attention_heads").intValue()
                    : name.endsWith("k_proj.weight") ? config.path("num_key_value_heads").intValue() : 0;
            outputs.add(new Output(translated(name), type, tensor, scales, heads));
        }
        RopeStretch stretch = stretch();
        if (stretch != null) {
            float[] divisors = stretch.divisors(config.path("rope_theta").doubleValue(), headSize());
            MemorySegment data = arena.allocate((long) divisors.length * Float.BYTES, ALIGNMENT);
            for (int i = 0; i < divisors.length; i++) {
                data.set(ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN), (long) i * Float.BYTES, divisors[i]);
            }
            outputs.add(new Output("rope_freqs.weight", GgufType.F32,
                    new SafetensorsFile.Tensor("F32", new int[] {divisors.length}, data), null, 0));
        }
        return outputs;
    }

    private static String translated(String name) {
        Matcher layer = LAYER.matcher(name);
        String known = layer.matches() ? LAYER_NAMES.get(layer.group(2)) : NAMES.get(name);
        if (known == null) {
            throw new IllegalArgumentException("the tensor " + name + " has no name in GGUF");
        }
        return layer.matches() ? "blk." + layer.group(1) + "." + known + ".weight" : known;
    }

    private int headSize() {
        JsonNode size = config.path("head_dim");
        return size.isInt() ? size.intValue()
                : config.path("hidden_size").intValue() / config.path("num_attention_heads").intValue();
    }

    private @Nullable RopeStretch stretch() {
        JsonNode rope = config.path("rope_scaling");
        if (!rope.isObject()) {
            return null;
        }
        if (!rope.path("rope_type").asString("").equals("llama3")) {
            throw new IllegalArgumentException("the rope scaling " + rope + " is not converted");
        }
        return new RopeStretch(rope.path("factor").doubleValue(), rope.path("low_freq_factor").doubleValue(),
                rope.path("high_freq_factor").doubleValue(), rope.path("original_max_position_embeddings").doubleValue());
    }

    /** Everything before the list of tensors. */
    private byte[] metadata(List<Output> outputs) throws IOException {
        GgufMetadata values = new GgufMetadata().text("general.architecture", "llama")
                .text("general.name", "sluice benchmark").integer("general.alignment", ALIGNMENT)
                .integer("general.file_type", outputs.stream().filter(o -> o.name().endsWith("ffn_down.weight"))
                        .findFirst().orElseThrow().type().fileType)
                .integer("llama.block_count", config.path("num_hidden_layers").intValue())
                .integer("llama.context_length", config.path("max_position_embeddings").intValue())
                .integer("llama.embedding_length", config.path("hidden_size").intValue())
                .integer("llama.feed_forward_length", config.path("intermediate_size").intValue())
                .integer("llama.attention.head_count", config.path("num_attention_heads").intValue())
                .integer("llama.attention.head_count_kv", config.path("num_key_value_heads").intValue())
                .integer("llama.attention.key_length", headSize()).integer("llama.attention.value_length", headSize())
                .number("llama.attention.layer_norm_rms_epsilon", config.path("rms_norm_eps").doubleValue())
                .number("llama.rope.freq_base", config.path("rope_theta").doubleValue())
                .integer("llama.rope.dimension_count", headSize())
                .integer("llama.vocab_size", config.path("vocab_size").intValue());
        GgufTokens.add(values, folder, config, config.path("vocab_size").intValue());
        byte[] encoded = values.bytes();
        return ByteBuffer.allocate(24 + encoded.length).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC).putInt(VERSION).putLong(outputs.size()).putLong(values.count()).put(encoded).array();
    }

    /** Names, shapes (innermost first), types and places of the tensors. */
    private static byte[] directory(List<Output> outputs) {
        ByteBuffer out = ByteBuffer.allocate(outputs.size() * 128).order(ByteOrder.LITTLE_ENDIAN);
        long offset = 0;
        for (Output output : outputs) {
            byte[] name = output.name().getBytes(StandardCharsets.US_ASCII);
            int[] shape = output.source().shape();
            out.putLong(name.length).put(name).putInt(shape.length);
            for (int i = shape.length - 1; i >= 0; i--) {
                out.putLong(shape[i]);
            }
            out.putInt(output.type().id).putLong(offset);
            offset += Math.ceilDiv(output.bytes(), (long) ALIGNMENT) * ALIGNMENT;
        }
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    private static void write(Output output, FileChannel out, ByteBuffer buffer) throws IOException {
        SafetensorsFile.Tensor source = output.source();
        buffer.clear();
        if (output.vector()) {
            GgufType.putFloats(buffer, source.type(), source.data(), source.columns());
        } else {
            long rowBytes = output.type().rowBytes(source.columns());
            for (int row = 0; row < source.rows(); row++) {
                if (buffer.remaining() < rowBytes) {
                    RandomModelFolder.writeFully(out, buffer.flip());
                    buffer.clear();
                }
                int from = output.heads() == 0 ? row : interleaved(row, source.rows() / output.heads());
                output.type().putRow(buffer, source.data(), output.scales(), from, source.columns());
            }
        }
        RandomModelFolder.writeFully(out, buffer.flip());
    }

    /** The row of Hugging Face's matrix that llama.cpp wants at this place. */
    static int interleaved(int row, int headSize) {
        int inHead = row % headSize;
        return row - inHead + inHead / 2 + inHead % 2 * (headSize / 2);
    }

    private static void pad(FileChannel out) throws IOException {
        RandomModelFolder.writeFully(out, ByteBuffer.allocate((int) (-out.position() & ALIGNMENT - 1)));
    }
}
