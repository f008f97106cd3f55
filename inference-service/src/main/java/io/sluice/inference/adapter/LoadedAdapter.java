package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.model.ModelCard.Adapter;
import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.SoftPrompt;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An adapter in memory, made for one base.
 *
 * @param lora   of that kind alone: what can be weighed and summed
 * @param prompt of that kind alone
 * @param bytes  in memory
 */
record LoadedAdapter(Adapter card, Hooks hooks, @Nullable LowRankAdapter lora, @Nullable SoftPrompt prompt, long bytes) {

    private static final String WEIGHTS = "adapter_model.safetensors";

    /** @throws AdapterFailedException when it doesn't fit the base, or is of a kind that nobody here can apply */
    static LoadedAdapter read(AdapterManifest manifest, Path folder, ModelShape shape) {
        try {
            return switch (manifest.kind()) {
                case AdapterKinds.LORA -> {
                    LowRankAdapter lora = AdapterFiles.lora(folder, shape);
                    yield new LoadedAdapter(card(manifest, null), Hooks.NONE.with(lora), lora, null, lora.bytes());
                }
                case AdapterKinds.SOFT_PROMPT -> {
                    SoftPrompt prompt = AdapterFiles.softPrompt(folder, shape);
                    yield new LoadedAdapter(card(manifest, prompt.extraTokens()), Hooks.NONE.with(prompt), null, prompt,
                            (long) prompt.extraTokens() * shape.width() * Float.BYTES);
                }
                case AdapterKinds.HEAD_OFFSETS -> new LoadedAdapter(card(manifest, null),
                        Hooks.NONE.with(AdapterFiles.headOffsets(folder.resolve(WEIGHTS), shape)), null, null, manifest.bytes());
                default -> throw AdapterFailedException.rejected("adapter_kind_unsupported",
                        "adapters of the kind " + manifest.kind() + " can't be applied by this version of the inference-service");
            };
        } catch (ModelRefusedException refused) {
            throw AdapterFailedException.rejected("adapter_refused", String.valueOf(refused.getMessage()));
        }
    }

    private static Adapter card(AdapterManifest manifest, @Nullable Integer tokens) {
        return new Adapter(manifest.kind(), manifest.name() + "@" + manifest.version(), manifest.digest(), tokens);
    }

    /** Reads the soft prompt, where there is one, so that nobody else may run a pass of the base meanwhile. */
    LanguageModel over(LanguageModel base, String name) {
        return new AdaptedModel(name, base, false, hooks, prompt, List.of(card));
    }
}
