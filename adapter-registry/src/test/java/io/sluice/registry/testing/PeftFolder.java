package io.sluice.registry.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** The files of an adapter in PEFT's layout, sound or with a fault, packed as asked. */
public final class PeftFolder {

    public static final String CONFIG = "adapter_config.json";
    public static final String WEIGHTS = "adapter_model.safetensors";

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** One tensor of F32, or of I32. */
    public record Tensor(String name, int[] shape, float[] values, boolean wholes) {

        public Tensor(String name, int[] shape, float... values) {
            this(name, shape, values, false);
        }
    }

    /** Rank 2 on the query projection of two layers, 8 wide. */
    public static PeftFolder lora(long seed) {
        List<Tensor> tensors = new ArrayList<>();
        Random random = new Random(seed);
        for (int layer = 0; layer < 2; layer++) {
            String module = "base_model.model.model.layers." + layer + ".self_attn.q_proj.";
            tensors.add(new Tensor(module + "lora_A.weight", new int[] {2, 8}, values(random, 16)));
            tensors.add(new Tensor(module + "lora_B.weight", new int[] {8, 2}, values(random, 16)));
        }
        return new PeftFolder().with(CONFIG, "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"target_modules\":[\"q_proj\"],"
                + "\"bias\":\"none\",\"use_dora\":false,\"modules_to_save\":null,\"rank_pattern\":{},"
                + "\"base_model_name_or_path\":\"models/sluice-large\"}").with(WEIGHTS, safetensors(tensors));
    }

    public static PeftFolder softPrompt(long seed) {
        return new PeftFolder().with(CONFIG, "{\"peft_type\":\"PROMPT_TUNING\",\"num_virtual_tokens\":4,\"token_dim\":8,"
                + "\"base_model_name_or_path\":\"sluice-large\"}")
                .with(WEIGHTS, safetensors(List.of(new Tensor("prompt_embeddings", new int[] {4, 8}, values(new Random(seed), 32)))));
    }

    /** Four vectors of width 8 and rank 2 over six positions. */
    public static PeftFolder dept() {
        return new PeftFolder().with(CONFIG, "{\"peft_type\":\"DEPT\",\"num_virtual_tokens\":4,\"max_positions\":6,\"r\":2,"
                + "\"lora_alpha\":1,\"base_model_name_or_path\":\"sluice-large\"}").with(WEIGHTS, safetensors(List.of(
                        new Tensor("prompt_embeddings", new int[] {4, 8}, new float[32]),
                        new Tensor("embedding_lora_A", new int[] {6, 2}, new float[12]),
                        new Tensor("embedding_lora_B", new int[] {2, 8}, new float[16]))));
    }

    /** Offsets of head 1 in layer 0 and of head 0 in layer 1, 4 wide. */
    public static PeftFolder lofit() {
        return new PeftFolder().with(CONFIG, "{\"peft_type\":\"LOFIT\",\"num_heads\":2,\"head_dim\":4,"
                + "\"base_model_name_or_path\":\"sluice-large\"}").with(WEIGHTS, safetensors(List.of(
                        new Tensor("model.layers.0.self_attn.attn_v.1", new int[] {4}, new float[4]),
                        new Tensor("model.layers.0.self_attn.attn_A.1", new int[] {4}, new float[4]),
                        new Tensor("model.layers.1.self_attn.attn_v.0", new int[] {4}, new float[4]))));
    }

    /** Three weights of a query projection and one of the last norm. */
    public static PeftFolder ltSft(float... places) {
        return new PeftFolder().with(CONFIG, "{\"peft_type\":\"LT_SFT\",\"tie_word_embeddings\":true,"
                + "\"base_model_name_or_path\":\"sluice-large\"}").with(WEIGHTS, safetensors(List.of(
                        new Tensor("model.layers.1.self_attn.q_proj.weight.indices", new int[] {3}, places, true),
                        new Tensor("model.layers.1.self_attn.q_proj.weight.values", new int[] {3}, new float[3]),
                        new Tensor("model.norm.weight.indices", new int[] {1}, new float[] {7}, true),
                        new Tensor("model.norm.weight.values", new int[] {1}, new float[1]))));
    }

    /** Factors of the values and the MLP of layer 1. */
    public static PeftFolder ia3() {
        return new PeftFolder().with(CONFIG, "{\"peft_type\":\"IA3\",\"feedforward_modules\":[\"down_proj\"],"
                + "\"base_model_name_or_path\":\"sluice-large\"}").with(WEIGHTS, safetensors(List.of(
                        new Tensor("base_model.model.model.layers.1.self_attn.v_proj.ia3_l", new int[] {4, 1}, new float[4]),
                        new Tensor("base_model.model.model.layers.1.mlp.down_proj.ia3_l", new int[] {1, 16}, new float[16]))));
    }

    public PeftFolder with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    public PeftFolder with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public PeftFolder without(String name) {
        files.remove(name);
        return this;
    }

    /** The configuration with one text replaced. */
    public PeftFolder config(String from, String to) {
        String before = new String(files.get(CONFIG), StandardCharsets.UTF_8);
        if (!before.contains(from)) {
            throw new AssertionError("no " + from + " in " + before);
        }
        return with(CONFIG, before.replace(from, to));
    }

    public Map<String, byte[]> files() {
        return files;
    }

    public static byte[] safetensors(List<Tensor> tensors) {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        int at = 0;
        for (Tensor tensor : tensors) {
            int end = at + 4 * tensor.values().length;
            header.append(",\"").append(tensor.name()).append("\":{\"dtype\":\"").append(tensor.wholes() ? "I32" : "F32").append("\",\"shape\":").append(java.util.Arrays.toString(tensor.shape()))
                    .append(",\"data_offsets\":[").append(at).append(',').append(end).append("]}");
            at = end;
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + at).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        tensors.forEach(tensor -> {
            for (float value : tensor.values()) {
                if (tensor.wholes()) {
                    file.putInt((int) value);
                } else {
                    file.putFloat(value);
                }
            }
        });
        return file.array();
    }

    public byte[] tar() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public byte[] zip() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeArchiveEntry();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static float[] values(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
