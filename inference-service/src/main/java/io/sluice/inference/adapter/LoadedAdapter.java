package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.model.ModelCard.Adapter;
import io.sluice.inference.adapter.kind.AdapterKind;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.ModelShape;
import java.nio.file.Path;
import java.util.List;

/** An adapter in memory, made for one base. */
record LoadedAdapter(Adapter card, AdapterKind.Applied applied) {

    static final String WEIGHTS = "adapter_model.safetensors";

    /** @throws AdapterFailedException when it doesn't fit the base, or is of a kind that nobody here can apply */
    static LoadedAdapter read(AdapterManifest manifest, Path folder, ModelShape shape) {
        AdapterKind kind = AdapterKind.ALL.get(manifest.kind());
        if (kind == null) {
            throw AdapterFailedException.rejected("adapter_kind_unsupported",
                    "adapters of the kind " + manifest.kind() + " can't be applied by this version of the inference-service");
        }
        try {
            AdapterKind.Applied applied = kind.read(folder, shape);
            Integer tokens = applied.hooks().opening() == 0 ? null : Integer.valueOf(applied.hooks().opening());
            return new LoadedAdapter(new Adapter(manifest.kind(), manifest.name() + "@" + manifest.version(), manifest.digest(), tokens),
                    applied);
        } catch (ModelRefusedException refused) {
            throw AdapterFailedException.rejected("adapter_refused", String.valueOf(refused.getMessage()));
        }
    }

    /** Reads the soft prompt, where there is one, so that nobody else may run a pass of the base meanwhile. */
    LanguageModel over(LanguageModel base, String name) {
        return new AdaptedModel(name, base, false, applied.hooks(), List.of(card));
    }
}
