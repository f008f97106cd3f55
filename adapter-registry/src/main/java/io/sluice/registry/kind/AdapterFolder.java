package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.model.ModelCard;
import io.sluice.platform.safetensors.DamagedTensorsException;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.registry.kind.Reading.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder in PEFT's layout. Every number of its weights is looked at. */
public final class AdapterFolder {

    public static final String WEIGHTS = "adapter_model.safetensors";

    private AdapterFolder() {
    }

    public static Reading read(Path folder) throws IOException {
        for (String name : new String[] {AdapterConfig.FILE, WEIGHTS}) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                return new Refused("missing_file", name, "'" + name + "' is missing");
            }
        }
        Optional<AdapterConfig> config = AdapterConfig.read(folder.resolve(AdapterConfig.FILE));
        if (config.isEmpty()) {
            return new Refused("invalid_json", AdapterConfig.FILE, "'" + AdapterConfig.FILE + "' is no JSON object with each key once");
        }
        Optional<AdapterKind> kind = AdapterKind.ALL.stream()
                .filter(each -> config.get().text("peft_type").filter(each.peftType()::equals).isPresent()).findFirst();
        if (kind.isEmpty()) {
            return new Refused("unsupported_kind", "peft_type", "'peft_type' has to be one of "
                    + AdapterKind.ALL.stream().map(AdapterKind::peftType).toList());
        }
        try {
            TensorFile weights = TensorFile.open(folder.resolve(WEIGHTS), kind.get().types());
            Reading reading = kind.get().read(config.get(), weights);
            if (reading instanceof Reading.Sound) {
                weights.requireFinite();
            }
            return reading;
        } catch (DamagedTensorsException damaged) {
            return new Refused("damaged_weights", WEIGHTS, "'" + WEIGHTS + "' " + damaged.getMessage());
        }
    }

    /** Why a version can't be applied to this base, if it can't; nothing is known of a base that told no shape. */
    public static Optional<Refused> misfit(AdapterManifest manifest, ModelCard base) {
        ModelCard.Shape shape = base.shape();
        if (shape == null) {
            return Optional.empty();
        }
        return AdapterKind.ALL.stream().filter(kind -> kind.name().equals(manifest.kind()))
                .flatMap(kind -> manifest.targets().stream().flatMap(target -> kind.misfit(target, shape, base.vocabularySize()).stream()))
                .findFirst().map(why -> new Refused("wrong_shape", "base", "it doesn't fit " + base.name() + ": " + why));
    }
}
