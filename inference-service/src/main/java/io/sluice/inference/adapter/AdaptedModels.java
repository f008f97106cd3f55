package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.model.ModelCard.Adapter;
import io.sluice.inference.adapter.kind.AdapterKind;
import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.hook.FirstTokenScale;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.SoftPrompt;
import io.sluice.inference.engine.hook.WeightHook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Loads a folder together with its adapters. */
public final class AdaptedModels {

    private final List<Adapter> parts = new ArrayList<>();
    private final Adapters adapters;
    private Hooks hooks = Hooks.NONE;

    private AdaptedModels(Adapters adapters) {
        this.adapters = adapters;
    }

    /**
     * @param name as callers will name the model
     * @throws ModelRefusedException when the folder can't be served or an adapter can't be applied to it
     */
    public static LanguageModel load(Path folder, String name, Adapters adapters) {
        return new AdaptedModels(adapters).load(folder, name);
    }

    /**
     * A model of its own name that shares another one's weights, passes and memory of keys and values.
     *
     * @param base closed after this one
     * @throws ModelRefusedException when an adapter can't be applied to it
     */
    public static LanguageModel over(LanguageModel base, String name, Adapters adapters) {
        return new AdaptedModels(adapters).over(base, name);
    }

    /**
     * The same with one adapter of a kind of {@link AdapterKinds}.
     *
     * @throws ModelRefusedException when nobody here knows the kind, or it can't be applied to the base
     */
    public static LanguageModel over(LanguageModel base, String name, String kind, Path folder) {
        AdapterKind known = AdapterKind.ALL.get(kind);
        if (known == null) {
            throw new ModelRefusedException("there is no kind of adapter " + kind + ", but " + new TreeSet<>(AdapterKind.ALL.keySet()));
        }
        AdaptedModels models = new AdaptedModels(Adapters.NONE);
        models.hooks = known.read(folder, base.shape()).hooks();
        models.note(kind, folder, models.hooks.opening() == 0 ? null : models.hooks.opening());
        return new AdaptedModel(name, base, false, models.hooks, models.parts);
    }

    private LanguageModel over(LanguageModel base, String name) {
        if (adapters.lora() != null) {
            hooks = hooks.with(AdapterFiles.lora(adapters.lora(), base.shape()));
            note(AdapterKinds.LORA, adapters.lora(), null);
        }
        hook(base.shape());
        return new AdaptedModel(name, base, false, hooks, parts);
    }

    private LanguageModel load(Path folder, String name) {
        List<WeightHook> weights = new ArrayList<>();
        if (adapters.lora() != null) {
            weights.add(AdapterFiles.lora(adapters.lora()));
            note(AdapterKinds.LORA, adapters.lora(), null);
        }
        LanguageModel model = ModelLoader.load(folder, name, weights);
        try {
            hook(model.shape());
            return parts.isEmpty() ? model : new AdaptedModel(name, model, true, hooks, parts);
        } catch (RuntimeException | OutOfMemoryError refused) {
            model.close();
            throw refused;
        }
    }

    private void hook(ModelShape shape) {
        if (adapters.softPrompt() != null) {
            SoftPrompt prompt = AdapterFiles.softPrompt(adapters.softPrompt(), shape);
            hooks = hooks.with(prompt);
            note(AdapterKinds.SOFT_PROMPT, adapters.softPrompt(), prompt.extraTokens());
        }
        if (adapters.headOffsets() != null) {
            hooks = hooks.with(AdapterFiles.headOffsets(adapters.headOffsets(), shape));
            note(AdapterKinds.LOFIT, adapters.headOffsets(), null);
        }
        if (adapters.firstTokenScale() != null) {
            hooks = hooks.with(scale(adapters.firstTokenScale(), shape));
        }
    }

    private FirstTokenScale scale(String setting, ModelShape shape) {
        double factor;
        try {
            factor = Double.parseDouble(setting);
        } catch (NumberFormatException file) {
            Path path = Path.of(setting);
            FirstTokenScale scale = AdapterFiles.firstTokenScale(path, shape);
            note("first-token-scale", path, null);
            return scale;
        }
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new ModelRefusedException("first-token-scale is " + setting + ", and it has to be a number above 0 or a file");
        }
        parts.add(new Adapter("first-token-scale", Double.toString(factor), null, null));
        return FirstTokenScale.everywhere(shape, factor);
    }

    private void note(String kind, Path source, @Nullable Integer tokens) {
        parts.add(new Adapter(kind, String.valueOf(source.getFileName()), AdapterFiles.digest(source), tokens));
    }
}
