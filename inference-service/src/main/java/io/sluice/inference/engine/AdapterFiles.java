package io.sluice.inference.engine;

import io.sluice.inference.engine.TensorFile.Values;
import io.sluice.inference.engine.hook.HeadOffsets;
import io.sluice.inference.engine.hook.HeadOffsets.Head;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.SoftPrompt;
import io.sluice.inference.engine.hook.WeightHook;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hooks from files. Whatever can't be applied exactly as it was trained is a {@link ModelRefusedException}. */
public final class AdapterFiles {

    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PROMPT = "prompt_embeddings";
    private static final Pattern OFFSET = Pattern.compile("model\\.layers\\.(\\d{1,6})\\.self_attn\\.attn_v\\.(\\d{1,6})");

    private AdapterFiles() {
    }

    /** A PEFT folder of type LORA, to be merged by {@link ModelLoader#load(Path, String, java.util.List)}. */
    public static WeightHook lora(Path folder) {
        return PeftLora.read(folder);
    }

    /** A PEFT folder of type PROMPT_TUNING. */
    public static SoftPrompt softPrompt(Path folder, ModelShape shape) {
        JsonFile config = JsonFile.read(folder, CONFIG);
        requireType(config, "PROMPT_TUNING");
        Map<String, Values> tensors = TensorFile.read(folder.resolve(WEIGHTS));
        Values prompt = tensors.get(PROMPT);
        if (prompt == null || tensors.size() != 1 || prompt.shape().length != 2 || prompt.shape()[0] < 1) {
            throw new ModelRefusedException(WEIGHTS + " has to hold one matrix " + PROMPT + " and holds "
                    + tensors.keySet());
        }
        int length = prompt.shape()[0];
        if (config.integer("num_virtual_tokens", 1, Integer.MAX_VALUE, length) != length
                || prompt.shape()[1] != shape.width()) {
            throw new ModelRefusedException(PROMPT + " has the shape " + Arrays.toString(prompt.shape())
                    + ", and the configuration and the model ask for ["
                    + config.integer("num_virtual_tokens", 1, Integer.MAX_VALUE, length) + ", " + shape.width() + "]");
        }
        float[][] vectors = new float[length][];
        for (int i = 0; i < length; i++) {
            vectors[i] = Arrays.copyOfRange(prompt.values(), i * shape.width(), (i + 1) * shape.width());
        }
        return new SoftPrompt(vectors);
    }

    /**
     * A safetensors file with LoFiT's vectors, {@code model.layers.L.self_attn.attn_v.H} of {@code [headSize]} for each
     * chosen head.
     */
    public static HeadOffsets headOffsets(Path file, ModelShape shape) {
        Map<Head, float[]> vectors = new HashMap<>();
        TensorFile.read(file).forEach((name, values) -> {
            Matcher head = OFFSET.matcher(name);
            if (!head.matches() || values.shape().length != 1) {
                throw new ModelRefusedException(file.getFileName() + " holds " + name + " of shape "
                        + Arrays.toString(values.shape()) + ", and offsets are model.layers.L.self_attn.attn_v.H vectors");
            }
            vectors.put(new Head(Integer.parseInt(head.group(1)), Integer.parseInt(head.group(2))), values.values());
        });
        try {
            return new HeadOffsets(vectors, shape);
        } catch (IllegalArgumentException e) {
            throw new ModelRefusedException(e.getMessage(), e);
        }
    }

    static void requireType(JsonFile config, String type) {
        if (!type.equals(config.text("peft_type"))) {
            throw config.refuse("has the peft_type " + config.text("peft_type") + ", and expected is " + type);
        }
    }
}
