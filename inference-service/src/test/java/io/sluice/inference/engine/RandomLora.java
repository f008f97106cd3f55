package io.sluice.inference.engine;

import io.sluice.inference.fixture.SafetensorsWriter;
import io.sluice.inference.fixture.SafetensorsWriter.Matrix;
import io.sluice.inference.fixture.SafetensorsWriter.Type;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A LoRA of random factors for all projections of {@link TinyModelFolder#llama()}, with alpha 6.
 *
 * @param tensors under PEFT's names; may be changed
 */
record RandomLora(Map<String, Matrix> tensors, int rank) {

    private static final List<String> TARGETS = List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
            "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj");

    static RandomLora draw(int rank, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<String, Matrix> weights = TinyModelFolder.llama().weights();
        Map<String, Matrix> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < 2; layer++) {
            for (String target : TARGETS) {
                String name = "model.layers." + layer + "." + target;
                int[] shape = weights.get(name + ".weight").shape();
                tensors.put("base_model.model." + name + ".lora_A.weight", gaussian(random, rank, shape[1]));
                tensors.put("base_model.model." + name + ".lora_B.weight", gaussian(random, shape[0], rank));
            }
        }
        return new RandomLora(tensors, rank);
    }

    private static Matrix gaussian(RandomGenerator random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.1);
        }
        return new Matrix(new int[] {rows, columns}, values);
    }

    /** @param fields more of the configuration, in single quotes */
    Path writeTo(Path folder, String fields) throws IOException {
        String json = "{'peft_type': 'LORA', 'r': " + rank + ", 'lora_alpha': 6, 'bias': 'none'" + fields + "}";
        Files.writeString(folder.resolve("adapter_config.json"), json.replace('\'', '"'));
        SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, Type.F32);
        return folder;
    }

    /** What the definition makes of the stored weights. */
    Map<String, Matrix> mergedInto(Map<String, Matrix> weights, double scale) {
        Map<String, Matrix> all = new LinkedHashMap<>(weights);
        all.replaceAll((name, w) -> {
            String part = "base_model.model." + name.replace(".weight", "");
            if (!tensors.containsKey(part + ".lora_A.weight")) {
                return w;
            }
            float[] a = tensors.get(part + ".lora_A.weight").values();
            float[] b = tensors.get(part + ".lora_B.weight").values();
            int columns = w.shape()[1];
            float[] values = new float[w.values().length];
            for (int i = 0; i < values.length; i++) {
                double product = 0;
                for (int k = 0; k < rank; k++) {
                    product += (double) b[i / columns * rank + k] * a[k * columns + i % columns];
                }
                values[i] = (float) (w.values()[i] + scale * product);
            }
            return new Matrix(w.shape(), values);
        });
        return all;
    }
}
