package io.sluice.inference.engine;

import io.sluice.inference.engine.AdapterTensors.Values;
import io.sluice.inference.engine.hook.FirstTokenScale;
import io.sluice.inference.engine.hook.HeadOffsets;
import io.sluice.inference.engine.hook.HeadOffsets.Head;
import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.SoftPrompt;
import io.sluice.inference.engine.hook.WeightHook;
import io.sluice.platform.safetensors.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Hooks from files. Whatever can't be applied exactly as it was trained is a {@link ModelRefusedException}. */
public final class AdapterFiles {

    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PROMPT = "prompt_embeddings";
    private static final Pattern OFFSET = Pattern.compile("model\\.layers\\.(\\d{1,6})\\.self_attn\\.attn_([Av])\\.(\\d{1,6})");

    private AdapterFiles() {
    }

    /** A PEFT folder of type LORA, to be merged by {@link ModelLoader#load(Path, String, java.util.List)}. */
    public static WeightHook lora(Path folder) {
        return PeftLora.merge(folder);
    }

    /** The same folder for the sequences that ask for it, beside weights that stay as they are. */
    public static LowRankAdapter lora(Path folder, ModelShape shape) {
        try {
            return LowRankAdapter.of(PeftLora.read(folder), shape);
        } catch (IllegalArgumentException e) {
            throw new ModelRefusedException(e.getMessage(), e);
        }
    }

    /** A PEFT folder of type PROMPT_TUNING. */
    public static SoftPrompt softPrompt(Path folder, ModelShape shape) {
        JsonFile config = JsonFile.read(folder, CONFIG);
        requireType(config, "PROMPT_TUNING");
        Map<String, Values> tensors = AdapterTensors.read(folder.resolve(WEIGHTS), TensorType.FLOATS).floats();
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
     * chosen head and {@code attn_A.H} where its factors were kept, or the folder of such an adapter.
     */
    public static HeadOffsets headOffsets(Path path, ModelShape shape) {
        if (Files.isDirectory(path)) {
            requireType(JsonFile.read(path, CONFIG), "LOFIT");
        }
        Path file = Files.isDirectory(path) ? path.resolve(WEIGHTS) : path;
        Map<Head, float[]> factors = new HashMap<>();
        Map<Head, float[]> offsets = new HashMap<>();
        AdapterTensors.read(file, TensorType.FLOATS).floats().forEach((name, values) -> {
            Matcher head = OFFSET.matcher(name);
            if (!head.matches() || values.shape().length != 1) {
                throw new ModelRefusedException(file.getFileName() + " holds " + name + " of shape "
                        + Arrays.toString(values.shape()) + ", and offsets are model.layers.L.self_attn.attn_v.H vectors, factors attn_A.H");
            }
            (head.group(2).equals("A") ? factors : offsets)
                    .put(new Head(Integer.parseInt(head.group(1)), Integer.parseInt(head.group(3))), values.values());
        });
        try {
            return new HeadOffsets(factors, offsets, shape);
        } catch (IllegalArgumentException e) {
            throw new ModelRefusedException(e.getMessage(), e);
        }
    }

    /**
     * ZeroTuning's factors: a JSON object whose {@code factors} are {@code [layers][heads]} numbers above 0.
     */
    public static FirstTokenScale firstTokenScale(Path file, ModelShape shape) {
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        JsonFile json = JsonFile.read(folder, String.valueOf(file.getFileName()));
        JsonNode layers = json.root().path("factors");
        double[][] factors = new double[layers.size()][];
        for (int layer = 0; layer < factors.length; layer++) {
            JsonNode heads = layers.get(layer);
            factors[layer] = new double[heads.size()];
            for (int head = 0; head < factors[layer].length; head++) {
                if (!heads.get(head).isNumber()) {
                    throw json.refuse("holds something else than a number for layer " + layer + ", head " + head);
                }
                factors[layer][head] = heads.get(head).doubleValue();
            }
        }
        if (factors.length != shape.layers()) {
            throw json.refuse("has factors for " + factors.length + " layers, and the model has " + shape.layers());
        }
        try {
            FirstTokenScale scale = new FirstTokenScale(factors);
            scale.requireFit(shape);
            return scale;
        } catch (IllegalArgumentException e) {
            throw new ModelRefusedException(e.getMessage(), e);
        }
    }

    /** SHA-256 over an adapter's folder (its configuration and weights) or file, hex. */
    public static String digest(Path adapter) {
        if (Files.isDirectory(adapter)) {
            return FolderDigest.of(adapter, List.of(CONFIG, WEIGHTS));
        }
        Path folder = Objects.requireNonNullElse(adapter.toAbsolutePath().getParent(), adapter);
        return FolderDigest.of(folder, List.of(String.valueOf(adapter.getFileName())));
    }

    /** The digest of a model that was changed in these ways, in their order; without any it is its own. */
    public static String digest(String model, List<String> changes) {
        return FolderDigest.changed(model, changes);
    }

    static void requireType(JsonFile config, String type) {
        if (!type.equals(config.text("peft_type"))) {
            throw config.refuse("has the peft_type " + config.text("peft_type") + ", and expected is " + type);
        }
    }
}
