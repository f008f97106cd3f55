package io.sluice.benchmarks.engine.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a Hugging Face folder with random BF16 weights, a few megabytes at a time. The files are a function of shape
 * and seed.
 */
public final class RandomModelFolder {

    private static final int BUFFER = 4 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RandomModelFolder() {
    }

    /** @param folder is made; files in it are overwritten */
    public static void write(ModelShape shape, long seed, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), config(shape).toPrettyString());
        Files.writeString(folder.resolve("generation_config.json"), JSON.createObjectNode()
                .put("bos_token_id", TokenizerText.BOS).put("eos_token_id", TokenizerText.EOS)
                .put("do_sample", false).toPrettyString());
        Files.writeString(folder.resolve("tokenizer.json"), TokenizerText.tokenizer(shape.vocabulary(), seed));
        Files.writeString(folder.resolve("tokenizer_config.json"), TokenizerText.config(shape.context()));
        writeWeights(RandomTensor.of(shape), seed, folder.resolve("model.safetensors"));
    }

    private static ObjectNode config(ModelShape shape) {
        ObjectNode config = JSON.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama").put("vocab_size", shape.vocabulary()).put("hidden_size", shape.width())
                .put("intermediate_size", shape.mlpWidth()).put("num_hidden_layers", shape.layers())
                .put("num_attention_heads", shape.heads()).put("num_key_value_heads", shape.kvHeads())
                .put("head_dim", shape.headSize()).put("hidden_act", "silu")
                .put("max_position_embeddings", shape.context()).put("rms_norm_eps", shape.normEpsilon())
                .put("rope_theta", shape.ropeTheta());
        RopeStretch stretch = shape.stretch();
        if (stretch != null) {
            config.putObject("rope_scaling").put("rope_type", "llama3").put("factor", stretch.factor())
                    .put("low_freq_factor", stretch.low()).put("high_freq_factor", stretch.high())
                    .put("original_max_position_embeddings", (int) stretch.original());
        }
        return config.put("attention_bias", false).put("mlp_bias", false).put("tie_word_embeddings", true)
                .put("bos_token_id", TokenizerText.BOS).put("eos_token_id", TokenizerText.EOS)
                .put("torch_dtype", "bfloat16");
    }

    private static void writeWeights(List<RandomTensor> tensors, long seed, Path file) throws IOException {
        byte[] header = header(tensors);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(out, start.putLong(header.length).put(header).flip());
            for (int i = 0; i < tensors.size(); i++) {
                RandomTensor tensor = tensors.get(i);
                NormalBrainFloats values = new NormalBrainFloats(tensor.mean(), tensor.deviation());
                RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 1_000_003 + i);
                for (long left = tensor.elements() * Short.BYTES; left > 0; ) {
                    int part = (int) Math.min(left, BUFFER);
                    values.fill(buffer.clear().limit(part), random);
                    writeFully(out, buffer.flip());
                    left -= part;
                }
            }
        }
    }

    /** Padded, so that the data begins at a multiple of eight bytes. */
    private static byte[] header(List<RandomTensor> tensors) {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (RandomTensor tensor : tensors) {
            if (tensor.elements() * Short.BYTES % Long.BYTES != 0) {
                throw new IllegalArgumentException(tensor.name() + " has " + tensor.elements() + " elements, no multiple of 4");
            }
            ObjectNode entry = header.putObject(tensor.name()).put("dtype", "BF16");
            entry.set("shape", JSON.valueToTree(tensor.rows() == 0
                    ? new int[] {tensor.columns()} : new int[] {tensor.rows(), tensor.columns()}));
            long end = offset + tensor.elements() * Short.BYTES;
            entry.set("data_offsets", JSON.valueToTree(new long[] {offset, end}));
            offset = end;
        }
        String text = header.toString();
        return (text + " ".repeat((8 - text.length() % 8) % 8)).getBytes(StandardCharsets.US_ASCII);
    }

    static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
