package io.sluice.inference.engine;

import io.sluice.platform.safetensors.TensorType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * An adapter's folder in PEFT's layout: the fields of {@code adapter_config.json} and the tensors beside it. Whatever is
 * missing or of another form is a {@link ModelRefusedException} that names it.
 */
public final class AdapterFolder {

    private static final Set<TensorType> WITH_WHOLES = EnumSet.of(TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.I32);

    private final Path folder;
    private final JsonFile config;

    private AdapterFolder(Path folder, JsonFile config) {
        this.folder = folder;
        this.config = config;
    }

    /** @param type its {@code peft_type} */
    public static AdapterFolder open(Path folder, String type) {
        JsonFile config = JsonFile.read(folder, AdapterFiles.CONFIG);
        AdapterFiles.requireType(config, type);
        return new AdapterFolder(folder, config);
    }

    /** A whole number from 1 to {@code most}. */
    public int whole(String field, int most) {
        return config.integer(field, 1, most);
    }

    /** A number above 0. */
    public double positive(String field) {
        if (!config.has(field)) {
            throw config.refuse("has no " + field);
        }
        return config.positive(field, 1);
    }

    public boolean flag(String field, boolean whenAbsent) {
        return config.flag(field, whenAbsent);
    }

    public AdapterTensors floats() {
        return AdapterTensors.read(folder.resolve(AdapterFiles.WEIGHTS), TensorType.FLOATS);
    }

    /** Those of whole numbers, too. */
    public AdapterTensors floatsAndWholes() {
        return AdapterTensors.read(folder.resolve(AdapterFiles.WEIGHTS), WITH_WHOLES);
    }
}
